// Every field of the form editor's panel: what the server's components understand, nothing else.

import { WrongValue } from '../panel.js';

const LABELS = { datetime: ['dateLabel', '名称'], text: null, image: null, separator: null, spacer: null, expression: null };
const KEYED = new Set(['textfield', 'textarea', 'number', 'checkbox', 'checklist', 'radio', 'select', 'taglist', 'datetime', 'filepicker', 'money', 'phone', 'resident_id', 'credit_code', 'expression']);
const WITH_OPTIONS = new Set(['checklist', 'radio', 'select', 'taglist']);
const WITH_DEFAULT = new Set(['textfield', 'textarea', 'number', 'money', 'radio', 'select', 'phone', 'credit_code', 'resident_id']);
const WIDTHS = [['', '自动'], ['16', '整行'], ['8', '二分之一'], ['5', '三分之一'], ['10', '三分之二'], ['4', '四分之一'], ['12', '四分之三']];
const KINDS = [['', '不限'], ['email', '电子邮箱'], ['phone', '电话'], ['custom', '自定格式']];

/** A key that the editor made up by itself: `textfield_1a2b3c`. */
export const madeUp = (key) => /^[a-z_]+_[a-z0-9]{4,8}$/i.test(key ?? '');

/** A name as a key: letters, digits and underscores, not beginning with a digit. */
export const keyOf = (label) => label.normalize('NFC').replace(/[^\p{L}\p{N}_]/gu, '').replace(/^(?=\p{N})/u, '_').slice(0, 60);

/** Options as lines `值=文字`, the value alone where both are the same. */
export const optionLines = (values) => (values ?? []).map(({ value, label }) => (value === label ? label : `${value}=${label}`)).join('\n');

export function readOptions(text) {
  const options = text.split('\n').map((line) => line.trim()).filter(Boolean).map((line) => {
    const at = line.search(/[=＝]/);
    return at > 0 ? { label: line.slice(at + 1).trim(), value: line.slice(0, at).trim() } : { label: line, value: line };
  });
  const twice = options.find((option, at) => options.findIndex((other) => other.value === option.value) !== at);
  if (twice) throw new WrongValue(`选项“${twice.value}”写了两次，请去掉一个。`);
  return options;
}

/**
 * @param field the component chosen, or the form itself
 * @param {{edit: (changes: object) => void, taken: (key: string) => boolean, dictionary: object[]}} act
 */
export function groupsOf(field, act) {
  const { type } = field;
  if (type === 'default') return [];
  const groups = [{ id: 'basic', label: '', fields: basic(field, act) }];
  const add = (id, label, fields, folded = false) => { const list = fields.filter(Boolean); if (list.length) groups.push({ id, label, folded, fields: list }); };
  add('own', '', own(field, act));
  if (KEYED.has(type) && type !== 'expression') add('check', '校验', checks(field, act));
  add('show', '显示', showing(field, act), true);
  return groups;
}

const text = (field, act, name) => ({ read: () => String(field[name] ?? ''), write: (value) => act.edit({ [name]: value === '' ? undefined : value }) });
const flag = (field, act, name, otherwise = false) => ({ read: () => String(field[name] ?? otherwise), write: (value) => act.edit({ [name]: value === 'true' ? true : otherwise ? false : undefined }) });
const number = (field, act, name) => ({ read: () => String(field[name] ?? ''), write: (value) => act.edit({ [name]: value === '' ? undefined : numberOf(value) }) });

function numberOf(value) {
  if (!/^-?\d+(\.\d+)?$/.test(value)) throw new WrongValue(`应为数字，现为“${value}”。`);
  return Number(value);
}

function feel(field, act, name) {
  return { read: () => String(field[name] ?? '').replace(/^=\s*/, ''), write: (value) => act.edit({ [name]: value === '' ? undefined : `=${value.replace(/^=\s*/, '')}` }) };
}

function basic(field, act) {
  const [labelName, labelWords] = LABELS[field.type] === undefined ? ['label', '名称'] : LABELS[field.type] ?? [];
  return [
    labelName && { id: 'label', label: labelWords, as: 'text', wide: true, required: KEYED.has(field.type), read: () => field[labelName] ?? '', write: (value) => relabel(field, act, labelName, value) },
    KEYED.has(field.type) && {
      id: 'key', label: '记作（数据名）', as: 'suggest', wide: true, required: true, options: act.dictionary.map((each) => [each.fact, `${each.label}（${each.type_name}）`]),
      help: '选用数据字典里已有的名字，别的事项填过的就不必再填。', read: () => field.key ?? '', write: (value) => rekey(field, act, value),
    },
    KEYED.has(field.type) && field.type !== 'expression' && { id: 'description', label: '填写说明', as: 'area', wide: true, ...text(field, act, 'description') },
  ].filter(Boolean);
}

/** A new label; a key that was only made up follows it. */
function relabel(field, act, name, value) {
  const key = keyOf(value);
  const follows = KEYED.has(field.type) && madeUp(field.key) && key && !act.taken(key);
  act.edit({ [name]: value, ...(follows ? { key } : {}) });
}

function rekey(field, act, value) {
  if (!value) throw new WrongValue('请填写数据名。');
  if (!value.split('.').every((part) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(part))) throw new WrongValue('数据名由汉字、字母、数字和下划线组成，不能以数字开头；下一层用点分开。');
  if (value !== field.key && act.taken(value)) throw new WrongValue('表单里已有这个数据名，请换一个。');
  const known = act.dictionary.find((each) => each.fact === value);
  const label = field.type === 'datetime' ? 'dateLabel' : 'label';
  act.edit({ key: value, ...(known && /^(单行文本|多行文本|数字|日期时间|下拉选择|单选|多选|勾选|金额|电话|公民身份号码|统一社会信用代码|附件|标签多选|日期)?$/.test(field[label] ?? '') ? { [label]: known.label } : {}) });
}

function own(field, act) {
  const { type } = field;
  return [
    WITH_OPTIONS.has(type) && { id: 'values', label: '选项', as: 'area', wide: true, required: true, help: '一行一个；存的值与显示的文字不同时写作 值=文字。', read: () => optionLines(field.values), write: (value) => act.edit({ values: readOptions(value), valuesKey: undefined, valuesExpression: undefined }) },
    WITH_DEFAULT.has(type) && { id: 'defaultValue', label: '默认值', as: 'text', wide: true, read: () => String(field.defaultValue ?? ''), write: (value) => act.edit({ defaultValue: value === '' ? undefined : ['number', 'money'].includes(type) ? numberOf(value) : value }) },
    type === 'checkbox' && { id: 'default', label: '默认', as: 'flag', words: '已勾选', ...flag(field, act, 'defaultValue') },
    type === 'select' && { id: 'searchable', label: '查找', as: 'flag', words: '选项多时可以查找', ...flag(field, act, 'searchable') },
    type === 'number' && { id: 'decimalDigits', label: '小数位数', as: 'count', ...number(field, act, 'decimalDigits') },
    type === 'number' && { id: 'increment', label: '每步增减', as: 'count', ...number(field, act, 'increment') },
    type === 'datetime' && { id: 'subtype', label: '填什么', as: 'select', options: [['date', '日期'], ['time', '时刻'], ['datetime', '日期和时刻']], otherwise: 'date', ...text(field, act, 'subtype') },
    type === 'datetime' && { id: 'past', label: '过去的日子', as: 'flag', words: '不能填', ...flag(field, act, 'disallowPassedDates') },
    type === 'filepicker' && { id: 'accept', label: '文件类型', as: 'text', wide: true, help: '如 .pdf,.jpg；不写为不限。', ...text(field, act, 'accept') },
    type === 'filepicker' && { id: 'multiple', label: '个数', as: 'flag', words: '可以交几个', ...flag(field, act, 'multiple') },
    type === 'text' && { id: 'text', label: '文字', as: 'area', wide: true, required: true, ...text(field, act, 'text') },
    type === 'image' && { id: 'source', label: '图片地址（本站）', as: 'text', wide: true, ...text(field, act, 'source') },
    type === 'image' && { id: 'alt', label: '图片说明', as: 'text', wide: true, ...text(field, act, 'alt') },
    type === 'spacer' && { id: 'height', label: '高度（像素）', as: 'count', ...number(field, act, 'height') },
    type === 'expression' && { id: 'expression', label: '算式（FEEL）', as: 'area', wide: true, required: true, ...feel(field, act, 'expression') },
    type === 'group' && { id: 'outline', label: '边框', as: 'flag', words: '显示分组线', ...flag(field, act, 'showOutline') },
    ['group', 'dynamiclist'].includes(type) && { id: 'path', label: '数据放在（可不填）', as: 'text', required: type === 'dynamiclist', ...text(field, act, 'path') },
    type === 'dynamiclist' && { id: 'rows', label: '先给几行', as: 'count', ...number(field, act, 'defaultRepetitions') },
    type === 'dynamiclist' && { id: 'more', label: '增减', as: 'flag', words: '可以增减行', ...flag(field, act, 'allowAddRemove', true) },
    type === 'table' && { id: 'source', label: '数据取自（FEEL）', as: 'text', wide: true, required: true, ...feel(field, act, 'dataSource') },
    type === 'table' && { id: 'columns', label: '列', as: 'area', wide: true, required: true, help: '一行一列：数据名=标题', read: () => (field.columns ?? []).map(({ key, label }) => `${key}=${label}`).join('\n'), write: (value) => act.edit({ columns: readOptions(value).map(({ value: key, label }) => ({ key, label })), columnsExpression: undefined }) },
  ];
}

function checks(field, act) {
  const { type } = field;
  const rule = (name, as) => ({
    read: () => String(field.validate?.[name] ?? ''),
    write: (value) => act.edit({ validate: pruned({ ...field.validate, [name]: as(value) }) }),
  });
  const count = (value) => (value === '' ? undefined : numberOf(value));
  const plain = (value) => (value === '' ? undefined : value);
  const lengths = ['textfield', 'textarea'].includes(type);
  const bounds = ['number', 'money'].includes(type);
  return [
    { id: 'required', label: '必填', as: 'flag', words: '必须填写', ...rule('required', (value) => value === 'true' || undefined) },
    lengths && { id: 'minLength', label: '最少几个字', as: 'count', ...rule('minLength', count) },
    lengths && { id: 'maxLength', label: '最多几个字', as: 'count', ...rule('maxLength', count) },
    bounds && { id: 'min', label: '最小', as: 'count', ...rule('min', count) },
    bounds && { id: 'max', label: '最大', as: 'count', ...rule('max', count) },
    type === 'textfield' && { id: 'validationType', label: '格式', as: 'select', options: KINDS, ...rule('validationType', plain) },
    type === 'textfield' && field.validate?.validationType === 'custom' && { id: 'pattern', label: '格式（正则）', as: 'text', ...rule('pattern', plain) },
    type === 'textfield' && field.validate?.validationType === 'custom' && { id: 'patternMessage', label: '不合格式时说', as: 'text', wide: true, ...rule('patternErrorMessage', plain) },
  ];
}

function showing(field, act) {
  const fact = { read: () => field.properties?.fact ?? '', write: (value) => act.edit({ properties: pruned({ ...field.properties, fact: value || undefined }) }) };
  return [
    { id: 'width', label: '宽度', as: 'select', options: WIDTHS, read: () => String(field.layout?.columns ?? ''), write: (value) => act.edit({ layout: { ...field.layout, columns: value === '' ? null : Number(value) } }) },
    KEYED.has(field.type) && { id: 'readonly', label: '只读', as: 'flag', words: '只看不填', read: () => String(field.readonly === true), write: (value) => act.edit({ readonly: value === 'true' || undefined }) },
    { id: 'hide', label: '什么时候不显示（FEEL）', as: 'text', wide: true, help: '例如：经营期限 != "有期限"', read: () => String(field.conditional?.hide ?? '').replace(/^=\s*/, ''), write: (value) => act.edit({ conditional: value === '' ? undefined : { hide: `=${value.replace(/^=\s*/, '')}` } }) },
    KEYED.has(field.type) && { id: 'fact', label: '数据字典里叫什么', as: 'suggest', wide: true, options: act.dictionary.map((each) => [each.fact, each.label]), help: '与数据名不同时才填：一处填过，处处可用。', ...fact },
  ];
}

/** Without what is not set; undefined when nothing is left. */
function pruned(object) {
  const kept = Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
  return Object.keys(kept).length ? kept : undefined;
}
