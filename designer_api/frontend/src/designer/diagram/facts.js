// Reading and changing what an element says, each change one step on the command stack (so that it can be undone).

import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';

/** The ways to say one thing of an element: `read(element)` and `write(element, value)`. */
export class Facts {
  constructor(modeler) {
    this.modeling = modeler.get('modeling');
    this.factory = modeler.get('bpmnFactory');
    this.modeler = modeler;
  }

  /** A plain attribute of the element; an empty text takes it away. */
  attribute(name, subject = getBusinessObject) {
    return {
      read: (element) => String(subject(element)?.get(name) ?? ''),
      write: (element, value) => this.set(element, subject(element), { [name]: value === '' || value === false ? undefined : String(value) }),
    };
  }

  set(element, moddle, values) {
    if (moddle === getBusinessObject(element)) this.modeling.updateProperties(element, values);
    else this.modeling.updateModdleProperties(element, moddle, values);
  }

  /** The text of an expression: a condition, a cardinality, the time of a timer. */
  expression(holder, name) {
    return {
      read: (element) => holder(element)?.get(name)?.body ?? '',
      write: (element, value) => {
        const moddle = holder(element);
        const expression = value === '' ? undefined : this.factory.create('bpmn:FormalExpression', { body: value });
        if (expression) expression.$parent = moddle;
        this.set(element, moddle, { [name]: expression });
      },
    };
  }

  /** Which of several things are listed in the element's extension: materials, notices. */
  list(type, item) {
    const find = (element) => getBusinessObject(element).extensionElements?.values?.find((each) => is(each, type));
    return {
      read: (element) => (find(element)?.items ?? []).map((each) => each.ref),
      write: (element, references) => {
        const items = references.map((ref) => this.factory.create(item, { ref }));
        this.#extend(element, find(element), items.length ? this.factory.create(type, { items }) : null);
      },
    };
  }

  /** Pairs of variables handed over to a called process (gov:In) or back (gov:Out): `inner = outer` a line. */
  mappings(type) {
    const found = (element) => (getBusinessObject(element).extensionElements?.values ?? []).filter((each) => is(each, type));
    return {
      read: (element) => found(element).map((each) => `${each.source} → ${each.target}`).join('\n'),
      write: (element, text) => {
        const pairs = text.split('\n').map((line) => line.split(/→|->|=>/).map((each) => each.trim())).filter(([a, b]) => a && b);
        const others = (getBusinessObject(element).extensionElements?.values ?? []).filter((each) => !is(each, type));
        this.#values(element, [...others, ...pairs.map(([source, target]) => this.factory.create(type, { source, target }))]);
      },
    };
  }

  /** The thing an event refers to, by name: message, signal, error, escalation; made when there is none of that name. */
  reference(name, type) {
    const definition = (element) => definitionOf(element);
    return {
      read: (element) => definition(element)?.get(name)?.name ?? '',
      write: (element, value) => {
        const root = this.modeler.getDefinitions();
        let found = root.rootElements.find((each) => is(each, type) && each.name === value);
        if (!found && value) {
          found = this.factory.create(type, { name: value, ...(type === 'bpmn:Error' ? { errorCode: value } : type === 'bpmn:Escalation' ? { escalationCode: value } : {}) });
          found.$parent = root;
          this.modeling.updateModdleProperties(element, root, { rootElements: [...root.rootElements, found] });
        }
        this.modeling.updateModdleProperties(element, definition(element), { [name]: value ? found : undefined });
      },
    };
  }

  /** The text that explains the element. */
  documentation() {
    return {
      read: (element) => getBusinessObject(element).documentation?.[0]?.text ?? '',
      write: (element, value) => this.modeling.updateProperties(element, {
        documentation: value ? [this.factory.create('bpmn:Documentation', { text: value })] : [],
      }),
    };
  }

  /** How often an activity is done: '', parallel, sequential, standard. */
  loop() {
    return {
      read: (element) => {
        const loop = getBusinessObject(element).loopCharacteristics;
        if (!loop) return '';
        if (is(loop, 'bpmn:StandardLoopCharacteristics')) return 'standard';
        return loop.isSequential ? 'sequential' : 'parallel';
      },
      write: (element, value) => {
        const before = getBusinessObject(element).loopCharacteristics;
        if (before && is(before, 'bpmn:MultiInstanceLoopCharacteristics') && ['parallel', 'sequential'].includes(value)) {
          this.modeling.updateModdleProperties(element, before, { isSequential: value === 'sequential' });
          return;
        }
        const made = value === '' ? undefined
          : value === 'standard' ? this.factory.create('bpmn:StandardLoopCharacteristics')
            : this.factory.create('bpmn:MultiInstanceLoopCharacteristics', { isSequential: value === 'sequential' });
        this.modeling.updateProperties(element, { loopCharacteristics: made });
      },
    };
  }

  #extend(element, before, after) {
    const values = (getBusinessObject(element).extensionElements?.values ?? []).filter((each) => each !== before);
    this.#values(element, after ? [...values, after] : values);
  }

  #values(element, values) {
    const bo = getBusinessObject(element);
    const extension = values.length ? this.factory.create('bpmn:ExtensionElements', { values }) : undefined;
    if (extension) {
      extension.$parent = bo;
      for (const each of values) each.$parent = extension;
    }
    this.modeling.updateProperties(element, { extensionElements: extension });
  }
}

export const definitionOf = (element) => getBusinessObject(element).eventDefinitions?.[0];
export const loopOf = (element) => getBusinessObject(element).loopCharacteristics;
