// What amounts of time and moments are called.

export const UNITS = {
  workingDay: '个工作日', naturalDay: '个自然日', workingHour: '个工作小时', month: '个月', year: '年',
};
export const UNIT_NAMES = {
  workingDay: '工作日', naturalDay: '自然日', workingHour: '工作小时', month: '月', year: '年',
};
const SHORT = { workingDay: '日', naturalDay: '自然日', workingHour: '小时', month: '月', year: '年' };

/** `2 个工作日`; a limit of nothing is on the spot. */
export const span = (amount, unit) => `${amount} ${UNITS[unit] ?? unit}`;
export const limit = (amount, unit) => (Number(amount) === 0 ? '当场' : span(amount, unit));
export const shortLimit = (amount, unit) => (Number(amount) === 0 ? '当场' : `${amount} ${SHORT[unit] ?? unit}`);

const WEEKDAYS = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'];
const two = (number) => String(number).padStart(2, '0');

/** `2026-10-09（周五） 16:30` of a moment, at the centre's clock (UTC+8). */
export function moment(iso) {
  const at = new Date(new Date(iso).getTime() + 8 * 3600 * 1000);
  const day = `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`;
  return `${day}（${WEEKDAYS[at.getUTCDay()]}） ${time(iso)}`;
}

/** `16:30`. */
export function time(iso) {
  const at = new Date(new Date(iso).getTime() + 8 * 3600 * 1000);
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
}
