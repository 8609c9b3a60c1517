// Findings as somebody reads them who knows forms and diagrams, not files: names of settings and files in their words.

const SETTINGS = {
  limit: '环节时限', limitUnit: '时限单位', department: '部门', post: '岗位', formKey: '表单', stepKind: '环节种类', legalBasis: '办理依据',
  countsInLimit: '计入承诺时限', minStaff: '最少办理人数', signatures: '签字人数', visit: '到现场', outcomes: '可选的结论', resultVariable: '结论记入变量',
  decision: '决策表', operation: '系统做什么', maxRounds: '最多退回几次', promisedLimit: '承诺时限', statutoryLimit: '法定时限', collection: '逐项办理的列表',
};

/** Parts of the implementation list. */
const PARTS = {
  bases: '依据', remedies: '救济途径', exceptions: '例外', materials: '申请材料', conditions: '受理条件', results: '办理结果', fees: '收费', notices: '文书',
  consult_phone: '咨询电话', 'statutory.basis': '法定时限的依据', 'promised.basis': '承诺时限的依据', separation: '受办分离', calledElement: '调用哪个流程',
};

/** The same sentence in the words of the pages. */
export function plain(text) {
  return (text ?? '')
    .replace(/gov:(\w+)/g, (all, name) => (SETTINGS[name] ? `“${SETTINGS[name]}”` : all))
    .replace(/”、“/g, '”和“')
    .replace(/\[\[(\w+)\]\]/g, (all, name) => (PARTS[name] ? `“${PARTS[name]}”` : all))
    .replace(/\b(consult_phone|(?:statutory|promised)\.basis|separation|calledElement)\b/g, (name) => `“${PARTS[name]}”`)
    .replace(/matter\.toml/g, '实施清单')
    .replace(/commitments\.feature|\w+\.feature/g, '场景')
    .replace(/forms\/([^\s/]+)\.json/g, '表单“$1”')
    .replace(/flow\.bpmn/g, '流程图');
}
