"""Signing in through an identity provider (统一身份认证): OpenID Connect, code flow with PKCE (RFC 7636).

What the provider says is believed only after its signature, issuer, audience, times and our own nonce have been
checked (OpenID Connect Core 3.1.3.7). Keys are fetched anew when a token names one we do not know, so that a provider
may change them; nothing else of it is trusted.
"""

import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Any
from urllib.parse import urlencode

import httpx
import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from engine.clock import Clock
from engine.refusal import OWN_RULE, Refusal
from tenants.security import IdentityProvider

ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"]
"""Signatures by a key of the provider. None of "none", none of those whose key a client would know."""
LEEWAY = timedelta(seconds=60)
KEPT = timedelta(minutes=10)
PATIENCE = 10.0
SECOND_FACTORS = frozenset({"mfa", "otp", "hwk", "swk", "sms", "pop"})
"""Values of `amr` (RFC 8176) that stand for more than a password."""


class Flow(msgspec.Struct, frozen=True):
    """A sign-in under way, kept sealed in the browser's cookie: whose, what must come back, where to go then."""

    tenant: str
    state: str
    nonce: str
    verifier: str
    target: str


class Identity(msgspec.Struct, frozen=True):
    """Who came, by the provider's word: issuer and subject name them for ever; `strong` is its own second factor;
    `login` the claim that the centre links by, "" when it links by none."""

    tenant: str
    issuer: str
    subject: str
    name: str
    strong: bool = False
    login: str = ""


class ProviderFault(Exception):
    """The provider could not be asked, or said what cannot be believed."""


@dataclass(frozen=True, slots=True)
class _Known:
    at: datetime
    facts: dict[str, Any]
    keys: KeySet | None = None


@dataclass(slots=True)
class Providers:
    """The identity providers this process has met; what they publish is kept for ten minutes."""

    clock: Clock
    _known: dict[str, _Known] = field(default_factory=dict)

    async def begin(
        self, provider: IdentityProvider, back: str, tenant: str, target: str
    ) -> tuple[str, Flow] | Refusal:
        """The provider's address to send the browser to, and what must be remembered until it comes back."""
        try:
            facts = (await self._meet(provider.issuer)).facts
        except ProviderFault as fault:
            return _refused(provider, str(fault))
        flow = Flow(tenant, _random(), _random(), _random(48), target)
        challenge = urlsafe_b64encode(sha256(flow.verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "client_id": provider.client,
            "redirect_uri": back,
            "scope": provider.scopes,
            "state": flow.state,
            "nonce": flow.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        sign = "&" if "?" in facts["authorization_endpoint"] else "?"
        return f"{facts['authorization_endpoint']}{sign}{urlencode(asked)}", flow

    async def finish(
        self, provider: IdentityProvider, secret: str, back: str, flow: Flow, given: dict[str, str]
    ) -> Identity | Refusal:
        """Who came back. `given` is what the browser brought: the code, or the provider's refusal."""
        if not compare_digest(given.get("state", "").encode(), flow.state.encode()):
            return _refused(provider, "返回的登录请求不是从这里发出的")
        if given.get("iss", provider.issuer) != provider.issuer:  # RFC 9207
            return _refused(provider, "返回的发行者不对")
        if given.get("error") or not given.get("code"):
            return _refused(provider, "没有同意登录" if given.get("error") == "access_denied" else "没有给出授权码")
        try:
            token = await self._exchange(provider, secret, back, flow, given["code"])
            claims = await self.read(provider, token)
            return identity_of(provider, flow, claims, self.clock.now())
        except ProviderFault as fault:
            return _refused(provider, str(fault))

    async def _exchange(self, provider: IdentityProvider, secret: str, back: str, flow: Flow, code: str) -> str:
        facts = (await self._meet(provider.issuer)).facts
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": flow.verifier,
            "client_id": provider.client,
        }
        methods = facts.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        auth = None
        if secret and "client_secret_basic" in methods:
            auth = httpx.BasicAuth(provider.client, secret)
        elif secret:
            asked["client_secret"] = secret
        answer = await _ask("POST", facts["token_endpoint"], data=asked, auth=auth)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise ProviderFault("没有给出身份令牌")
        return token

    async def read(self, provider: IdentityProvider, token: str) -> dict[str, Any]:
        """The claims of a token whose signature is the provider's; keys are fetched anew once for one that is new."""
        for fresh in (False, True):
            keys = await self._keys(provider.issuer, fresh=fresh)
            try:
                return dict(jwt.decode(token, keys, algorithms=ALGORITHMS).claims)
            except (JoseError, ValueError, KeyError):
                continue
        raise ProviderFault("身份令牌的签名不对")

    async def _meet(self, issuer: str) -> _Known:
        known, now = self._known.get(issuer), self.clock.now()
        if known is None or now - known.at > KEPT:
            facts = await _ask("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
            if facts.get("issuer") != issuer:
                raise ProviderFault("它公布的发行者与设置的不同")
            for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                if not isinstance(facts.get(name), str) or not facts[name].startswith(("https://", "http://")):
                    raise ProviderFault(f"它没有公布 {name}")
            known = self._known[issuer] = _Known(now, facts)
        return known

    async def _keys(self, issuer: str, *, fresh: bool) -> KeySet:
        known = await self._meet(issuer)
        if known.keys is None or fresh:
            answer = await _ask("GET", known.facts["jwks_uri"])
            try:
                keys = KeySet.import_key_set(answer)  # type: ignore[arg-type]
            except (JoseError, ValueError, KeyError, TypeError):
                raise ProviderFault("它公布的密钥读不懂") from None
            known = self._known[issuer] = _Known(known.at, known.facts, keys)
        if known.keys is None:
            raise ProviderFault("它没有公布密钥")
        return known.keys


def identity_of(provider: IdentityProvider, flow: Flow, claims: dict[str, Any], now: datetime) -> Identity:
    """The identity that claims tell, once each of them was checked."""
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    moment, leeway = now.timestamp(), LEEWAY.total_seconds()
    expires, issued, since = (claims.get(name) for name in ("exp", "iat", "nbf"))
    if claims.get("iss") != provider.issuer:
        raise ProviderFault("身份令牌的发行者不对")
    if provider.client not in audiences or (len(audiences) > 1 and claims.get("azp") != provider.client):
        raise ProviderFault("身份令牌不是给本系统的")
    if claims.get("azp", provider.client) != provider.client:
        raise ProviderFault("身份令牌不是给本系统的")
    if not isinstance(expires, int | float) or expires + leeway <= moment:
        raise ProviderFault("身份令牌已过期")
    if not isinstance(issued, int | float) or issued - leeway > moment:
        raise ProviderFault("身份令牌的签发时间不对")
    if isinstance(since, int | float) and since - leeway > moment:
        raise ProviderFault("身份令牌还没有生效")
    if not compare_digest(str(claims.get("nonce", "")).encode(), flow.nonce.encode()):
        raise ProviderFault("身份令牌不是这一次登录的")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject or len(subject) > 255:
        raise ProviderFault("身份令牌没有主体")
    methods = claims.get("amr")
    strong = isinstance(methods, list) and not SECOND_FACTORS.isdisjoint(map(str, methods))
    login = claims.get(provider.link_by) if provider.link_by else ""
    name = claims.get("name") or claims.get("preferred_username") or subject
    return Identity(
        flow.tenant, provider.issuer, subject, str(name)[:100], strong, login if isinstance(login, str) else ""
    )


async def _ask(method: str, address: str, **more: Any) -> dict[str, Any]:
    """A JSON object from the provider; it is never followed to another address."""
    try:
        async with httpx.AsyncClient(timeout=PATIENCE, follow_redirects=False) as client:
            answer = await client.request(method, address, headers={"Accept": "application/json"}, **more)
        found = msgspec.json.decode(answer.content) if answer.status_code == 200 else None
    except (httpx.HTTPError, httpx.InvalidURL, msgspec.DecodeError, UnicodeError):
        raise ProviderFault("连接不上，或答复读不懂") from None
    if not isinstance(found, dict):
        raise ProviderFault(f"没有答复（状态 {answer.status_code}）")
    return found


def _refused(provider: IdentityProvider, why: str) -> Refusal:
    return Refusal(
        "provider", f"{provider.name}：{why}。", OWN_RULE, "请重试，或用本中心账号登录；仍不行请联系系统管理员。"
    )


def _random(size: int = 32) -> str:
    return secrets.token_urlsafe(size)
