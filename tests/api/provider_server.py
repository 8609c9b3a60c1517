"""An identity provider by others (Canaille) on a port of this machine: `provider_server.py PORT BACK NAME`.

`BACK` is the address browsers are sent back to. Each start makes fresh keys unless the file NAME already holds some, so
that a provider that changed its keys can be met too. It says `ready` once it listens.
"""

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

from canaille import create_app
from canaille.app import models
from canaille.backends import Backend
from joserfc.jwk import RSAKey


class Silent(WSGIRequestHandler):
    """Serves without a line for every request."""

    def log_message(self, format: str, *args: object) -> None:
        return


def signing_key(file: Path) -> dict[str, object]:
    """The key of that file, made when it is not there."""
    if not file.exists():
        key = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, private=True)
        key.ensure_kid()
        file.write_text(json.dumps(key.as_dict(private=True)))
    return dict(json.loads(file.read_text()))


def main(port: int, back: str, file: Path) -> None:
    settings = {
        "SECRET_KEY": "for tests on this machine only",
        "SERVER_NAME": f"127.0.0.1:{port}",
        "PREFERRED_URL_SCHEME": "http",
        "CANAILLE": {"DATABASE": "memory", "JAVASCRIPT": False, "HTMX": False},
        "CANAILLE_OIDC": {"ACTIVE_JWKS": [signing_key(file)]},
    }
    app = create_app(settings)
    with app.app_context():
        for login, name in (("chen.yang", "陈样"), ("chenyang", "陈样二")):
            person = models.User(
                user_name=login,
                display_name=login,
                family_name=name,
                formatted_name=name,
                emails=[f"{login}@example.cn"],
                password="correct horse battery",
            )
            Backend.instance.save(person)
        client = models.Client(
            client_id="banshi",
            client_name="办事",
            client_secret="s3cret-s3cret",
            redirect_uris=[back],
            scope=["openid", "profile"],
            grant_types=["authorization_code"],
            response_types=["code"],
            token_endpoint_auth_method="client_secret_basic",
            client_uri="http://127.0.0.1",
            client_id_issued_at=datetime.fromtimestamp(0, UTC),
            contacts=["banshi@example.cn"],
        )
        Backend.instance.save(client)
        client.audience = [client]
        Backend.instance.save(client)
    with make_server("127.0.0.1", port, app, handler_class=Silent) as server:
        print("ready", flush=True)
        server.serve_forever()


main(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
