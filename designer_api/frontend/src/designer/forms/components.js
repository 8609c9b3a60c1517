// The components of the form editor: those of form-js that the server knows, and ours beside them.

import { Textfield, iconsByType } from '@bpmn-io/form-js-viewer';
import { h } from 'preact';

const NOT_OURS = ['html', 'iframe', 'documentPreview', 'button'];
const OURS = [
  { type: 'money', name: '金额', like: Textfield, icon: 'number' },
  { type: 'phone', name: '电话', like: Textfield, icon: 'textfield' },
  { type: 'resident_id', name: '公民身份号码', like: Textfield, icon: 'textfield' },
  { type: 'credit_code', name: '统一社会信用代码', like: Textfield, icon: 'textfield' },
];

/** Called by form-js with its registry of components. */
function Components(formFields) {
  for (const type of NOT_OURS) delete formFields._formFields[type];
  for (const { type, name, like, icon } of OURS) {
    const Shown = (props) => h(like, { ...props, value: '' });
    Shown.config = {
      ...like.config, type, name, label: name, group: 'basic-input', keyed: true, emptyValue: '', icon: iconsByType(icon),
      sanitizeValue: ({ value }) => String(value ?? ''), create: (options = {}) => ({ label: name, ...options }),
    };
    formFields.register(type, Shown);
  }
}
Components.$inject = ['formFields'];

/** What takes the place of the panel that comes with form-js: nothing, ours stands beside. */
const nothing = { attachTo: () => undefined, detach: () => undefined, registerProvider: () => undefined };

export const componentsModule = {
  __init__: ['ourComponents'],
  ourComponents: ['type', Components],
  propertiesPanel: ['value', nothing],
  propertiesProvider: ['value', {}],
};
