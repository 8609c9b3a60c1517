// Copying between matters: what is copied in one tab can be pasted in another, with all its settings.

const KEY = 'banshi-copied';

export function shareClipboard(modeler) {
  const [clipboard, moddle, eventBus] = [modeler.get('clipboard'), modeler.get('moddle'), modeler.get('eventBus')];
  let mine = '';
  eventBus.on('copyPaste.elementsCopied', ({ tree }) => {
    const text = JSON.stringify(tree, plain());
    try {
      localStorage.setItem(KEY, text);
      mine = text;
    } catch {
      mine = ''; // too much for the browser's store: it can still be pasted in this tab
    }
  });
  /** Before pasting: take what another tab copied since. */
  const receive = () => {
    const text = localStorage.getItem(KEY);
    if (!text || text === mine) return;
    clipboard.set(JSON.parse(text, revive(moddle)));
    mine = text;
  };
  eventBus.on('copyPaste.pasteElements', 5000, receive);
  return { receive, has: () => Boolean(localStorage.getItem(KEY)) || !clipboard.isEmpty() };
}

/** Elements of the model as plain values; what leads back up (parents, drawings) is left out. */
const plain = () => (key, value) => (key.startsWith('$') && key !== '$type' ? undefined : value);

/** The same back as elements of the model; one thing met twice stays one thing. */
function revive(moddle) {
  const known = new Map();
  return (_, value) => {
    if (!value || typeof value.$type !== 'string') return value;
    if (value.id && known.has(value.id)) return known.get(value.id);
    const { $type, ...attributes } = value;
    const made = moddle.create($type, attributes);
    if (value.id) known.set(value.id, made);
    return made;
  };
}
