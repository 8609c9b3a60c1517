// Small things the editors reckon: lines that differ, sample applicants, keys of fields, what the palette offers.

import assert from 'node:assert/strict';
import { test } from 'node:test';

const at = (path) => import(`../../../../designer_api/frontend/src/designer/${path}`);
const { differences } = await at('lines.js');
const { exampleOf, readExample, valueOf } = await at('decisions/example.js');
const { keyOf, madeUp, optionLines, readOptions } = await at('forms/fields.js');
const { Allowed, standsFor } = await at('diagram/palette.js');
const { limit, moment, shortLimit } = await at('words.js');
const { estimate } = await at('estimate.js');
const { refusal, empty } = await at('diagram/begin.js');
const { plain } = await at('plain.js');
const { translator, missing } = await at('translate.js');

test('two texts: what is the same stands once, what differs side by side', () => {
  const rows = differences('甲\n乙\n丙', '甲\n丁\n丙');
  assert.deepEqual(rows.map((row) => [row.same, row.mine, row.theirs]), [[true, '甲', '甲'], [false, '乙', '丁'], [true, '丙', '丙']]);
});

test('an added line shifts nothing', () => {
  const rows = differences('a\nb\nc\nd', 'a\nx\nb\nc\nd').filter((row) => !row.same);
  assert.deepEqual(rows, [{ same: false, mine: undefined, theirs: 'x' }]);
});

test('long unchanged stretches are folded', () => {
  const lines = Array.from({ length: 100 }, (_, k) => `第${k}行`);
  const rows = differences(lines.join('\n'), lines.with?.(50, '改').join('\n') ?? lines.map((line, k) => (k === 50 ? '改' : line)).join('\n'));
  assert.ok(rows.length < 10);
  assert.match(rows[0].mine, /48 行相同/);
});

test('two large texts that share nothing still come side by side', () => {
  const rows = differences(Array.from({ length: 900 }, (_, k) => `a${k}`).join('\n'), Array.from({ length: 900 }, (_, k) => `b${k}`).join('\n'));
  assert.equal(rows.length, 900);
});

test('the applicant in a finding becomes inputs', () => {
  assert.deepEqual(readExample('名称核查 = "已申报保留"，面积 = 51，低保 = true'), { 名称核查: '已申报保留', 面积: 51, 低保: true });
  assert.deepEqual(readExample('说明 = "甲，乙 = 丙"，年龄 = -3.5'), { 说明: '甲，乙 = 丙', 年龄: -3.5 });
  assert.equal(valueOf('date("2026-03-02")'), '2026-03-02');
  assert.equal(valueOf('null'), null);
});

test('a cell gives a value it lets through', () => {
  const table = [['-', ''], ['', ''], ['"甲","乙"', '甲'], ['"甲, 乙"', '甲, 乙'], ['> 50', 51], ['>= 50', 50], ['< 18', 17], ['[10..20]', 10], ['(10..20]', 20], ['(10..20)', 15], ['not("甲")', ''], ['true', true], ['3', 3]];
  for (const [cell, value] of table) assert.equal(exampleOf(cell), value, cell);
});

test('a key follows the label unless somebody chose it', () => {
  assert.equal(madeUp('textfield_1x2y3z'), true);
  assert.equal(madeUp('resident_id_0abc12'), true);
  assert.equal(madeUp('企业名称'), false);
  assert.equal(keyOf('联系人 电话（手机）'), '联系人电话手机');
  assert.equal(keyOf('3年内'), '_3年内');
});

test('options are lines, twice the same is refused in words', () => {
  const options = readOptions('甲\n b = 乙\n\n丙');
  assert.deepEqual(options, [{ label: '甲', value: '甲' }, { label: '乙', value: 'b' }, { label: '丙', value: '丙' }]);
  assert.equal(optionLines(options), '甲\nb=乙\n丙');
  assert.throws(() => readOptions('甲\n甲'), /写了两次/);
});

test('the menus are cut to the rows of the allow-list', () => {
  const allowed = new Allowed([
    { kind: 'userTask', event: 'none', position: 'flow', standing: 'executed' },
    { kind: 'startEvent', event: 'timer', position: 'top', standing: 'executed' },
    { kind: 'complexGateway', event: 'none', position: 'flow', standing: 'refused' },
  ]);
  assert.equal(allowed.may('userTask'), true);
  assert.equal(allowed.may('complexGateway'), false);
  assert.deepEqual(standsFor('replace-with-non-interrupting-timer-boundary'), { kind: 'boundaryEvent', event: 'timer' });
  assert.deepEqual(standsFor('replace-with-none-intermediate-throw'), { kind: 'intermediateThrowEvent', event: 'none' });
  assert.deepEqual(standsFor('replace-with-complex-gateway'), { kind: 'complexGateway', event: 'none' });
  assert.deepEqual(standsFor('replace-with-timer-start'), { kind: 'startEvent', event: 'timer' });
  assert.equal(standsFor('replace-with-default-flow'), null);
});

test('what is not put onto the canvas is told why', () => {
  assert.match(refusal(`<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><definitions/>`), /DOCTYPE/);
  assert.match(refusal(`<bpmn:definitions>${'x'.repeat(5 * 1024 * 1024)}</bpmn:definitions>`), /5\.0 MB，最多 2 MB/);
  assert.match(refusal('  '), /空的/);
  assert.match(refusal('<html></html>'), /不是流程图文件/);
  assert.equal(refusal(empty('m', '甲 & "乙" <丙>')), '');
});

test('amounts and moments in the words of the trade', () => {
  assert.deepEqual([limit('0', 'workingDay'), limit('3', 'workingDay'), shortLimit('4', 'workingHour')], ['当场', '3 个工作日', '4 小时']);
  assert.equal(moment('2026-10-09T08:30:00Z'), '2026-10-09（周五） 16:30');
});

test('a word without translation is recorded, one in the table is not', () => {
  const translate = translator({ 'Open {element}': '打开{element}', Delete: '删除' });
  assert.equal(translate('Open {element}', { element: '环节' }), '打开环节');
  assert.equal(translate('Delete'), '删除');
  assert.equal(missing.size, 0);
  assert.equal(translate('Brand new'), 'Brand new');
  assert.deepEqual([...missing], ['Brand new']);
});

test('an estimate of hundreds of steps takes no time to speak of', () => {
  const count = 400;
  const nodes = [{ id: 's', kind: 'startEvent' }, ...Array.from({ length: count }, (_, k) => ({ id: `n${k}`, kind: 'userTask', amount: '1', unit: 'workingDay' })), { id: 'e', kind: 'endEvent' }];
  const flows = [{ id: 'f', source: 's', target: 'n0' }, ...Array.from({ length: count - 1 }, (_, k) => ({ id: `f${k}`, source: `n${k}`, target: `n${k + 1}` })), { id: 'g', source: `n${count - 1}`, target: 'e' }];
  assert.equal(estimate({ nodes, flows, promised: { amount: '400', unit: 'workingDay' } }, {}).worst, 400);
});

test('findings speak of fields and pages, not of files and attributes', () => {
  assert.equal(plain('请改 gov:department、gov:post 为出件岗位。'), '请改 “部门”和“岗位” 为出件岗位。');
  assert.equal(plain('材料“申请表”不在 matter.toml 里。请加上 forms/application.json。'), '材料“申请表”不在 实施清单 里。请加上 表单“application”。');
  assert.equal(plain(undefined), '');
});
