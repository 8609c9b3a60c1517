// Identity numbers and credit codes are checked where they are typed (GB 11643-1999, GB 32100-2015), in the server's
// words. The server checks again: this only saves the way there and back.
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = '10X98765432';
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

const sum = (numbers) => numbers.reduce((total, each) => total + each, 0);
const slip = (name, wanted, typed) => `${name}的校验码不对：按前17位算，第18位应为“${wanted}”，现在是“${typed}”，请核对是否抄错。`;

function residentIdFault(text) {
  if (text.length !== 18) return `公民身份号码应为18位，现在是${text.length}位。`;
  if (!/^\d{17}[\dX]$/.test(text)) return '公民身份号码前17位只能是数字，末位是数字或大写 X。';
  const birth = text.slice(6, 14).match(/(\d{4})(\d{2})(\d{2})/).slice(1).map(Number);
  const day = new Date(Date.UTC(birth[0], birth[1] - 1, birth[2]));
  if (day.getUTCMonth() + 1 !== birth[1] || day.getUTCDate() !== birth[2]) {
    return `公民身份号码第7至14位“${text.slice(6, 14)}”不是真实的出生日期。`;
  }
  const wanted = CHECKS[sum(WEIGHTS.map((weight, at) => weight * Number(text[at]))) % 11];
  return wanted === text[17] ? '' : slip('公民身份号码', wanted, text[17]);
}

function creditCodeFault(text) {
  if (text.length !== 18) return `统一社会信用代码应为18位，现在是${text.length}位。`;
  const wrong = [...text].findIndex((sign) => !ALPHABET.includes(sign));
  if (wrong >= 0) return `统一社会信用代码第${wrong + 1}位“${text[wrong]}”不能用：只能是数字和大写字母，没有 I、O、S、V、Z。`;
  let power = 1;
  const total = sum([...text.slice(0, 17)].map((sign) => {
    const part = ALPHABET.indexOf(sign) * power;
    power = (power * 3) % 31;
    return part;
  }));
  const wanted = ALPHABET[(31 - (total % 31)) % 31];
  return wanted === text[17] ? '' : slip('统一社会信用代码', wanted, text[17]);
}

const FAULTS = { resident_id: residentIdFault, credit_code: creditCodeFault };

/** Check a control and say below it what is wrong; what the server had to say about it is taken away. */
export function checkNumber(control) {
  const fault = FAULTS[control.dataset.kind];
  if (!fault) return;
  const text = control.value.normalize('NFKC').replace(/\s/g, '').toUpperCase();
  const wrong = text && fault(text);
  document.getElementById(`${control.id}-error`)?.remove();
  if (text && !wrong) control.value = text;
  const described = (control.getAttribute('aria-describedby') ?? '').split(' ').filter((id) => id && id !== `${control.id}-error`);
  if (wrong) {
    const hint = document.createElement('span');
    hint.className = 'help bad';
    hint.id = `${control.id}-error`;
    hint.setAttribute('role', 'status');
    hint.textContent = wrong;
    control.closest('.f').append(hint);
    described.push(hint.id);
  }
  control.classList.toggle('bad', Boolean(wrong));
  control.setAttribute('aria-invalid', String(Boolean(wrong)));
  if (described.length) control.setAttribute('aria-describedby', described.join(' '));
  else control.removeAttribute('aria-describedby');
}
