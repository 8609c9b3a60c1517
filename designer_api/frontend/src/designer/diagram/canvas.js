// bpmn-js put together for this product: Chinese, our palette and menus, our settings of the steps.

import BpmnModeler from 'bpmn-js/lib/Modeler';
import ColorPicker from 'bpmn-js-color-picker';
import TokenSimulation from 'bpmn-js-token-simulation';
import Minimap from 'diagram-js-minimap';

import { translator } from '../translate.js';
import zh from '../zh/diagram.js';
import gov from './gov.json';
import { Allowed, contextPadModule, paletteModule, replaceModule } from './palette.js';

/** @param {object[]} rows the allow-list's */
export function makeModeler(container, rows) {
  const allowed = new Allowed(rows);
  const modeler = new BpmnModeler({
    container,
    moddleExtensions: { gov },
    minimap: { open: false },
    additionalModules: [
      { translate: ['value', translator(zh)] },
      ColorPicker, TokenSimulation, Minimap,
      paletteModule(allowed), replaceModule(allowed), contextPadModule(),
    ],
  });
  new ResizeObserver(() => modeler.get('canvas').resized()).observe(container);
  return modeler;
}

/** Bring an element into the middle, unless it can be seen well already. */
export function bringIntoView(modeler, element) {
  const canvas = modeler.get('canvas');
  const box = canvas.viewbox();
  const bounds = element.waypoints ? { x: element.waypoints[0].x, y: element.waypoints[0].y, width: 0, height: 0 } : element;
  const middle = { x: bounds.x + bounds.width / 2, y: bounds.y + bounds.height / 2 };
  const seen = Math.abs(middle.x - box.x - box.width / 2) < box.width * 0.35 && Math.abs(middle.y - box.y - box.height / 2) < box.height * 0.3;
  if (!seen) canvas.viewbox({ ...box, x: middle.x - box.width / 2, y: middle.y - box.height / 2 });
}

const MARGIN = 72;
export const READABLE = 0.75;

/** The whole drawing in view, clear of the palette. */
export function fit(modeler) {
  show(modeler, 0.2);
}

/** As much of the drawing as can be read: from its upper left, where it begins. */
export function open(modeler) {
  show(modeler, READABLE);
}

function show(modeler, least) {
  const canvas = modeler.get('canvas');
  canvas.resized();
  canvas.zoom(1);
  const { inner, outer } = canvas.viewbox();
  if (!outer.width || !outer.height) return;
  const whole = Math.min((outer.width - MARGIN - 32) / inner.width, (outer.height - 96) / inner.height);
  const scale = Math.max(least, Math.min(1, whole));
  const [width, height] = [outer.width / scale, outer.height / scale];
  canvas.viewbox({
    x: inner.x - MARGIN / scale - Math.max(0, (width - (MARGIN + 32) / scale - inner.width) / 4),
    y: inner.y - Math.max(48 / scale, (height - inner.height) / 2.4),
    width, height,
  });
}
