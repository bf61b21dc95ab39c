// Elements, and the controls of settings.

/** An element with a text and a class. */
export const make = (tag, text, className) => {
  const e = document.createElement(tag);
  if (text !== undefined) {
    e.textContent = text;
  }
  if (className) {
    e.className = className;
  }
  return e;
};

/** A control of the setting's type; changed() takes every new value. */
export function control(setting, changed) {
  const label = make('label');
  label.title = `${setting.meaning}: ${setting.allowed}`;
  label.append(make('span', setting.key, 'key'));
  if (setting.type === 'flag') {
    const box = make('input');
    box.type = 'checkbox';
    box.checked = setting.value === 'true';
    box.addEventListener('change', () => changed(box.checked));
    label.append(box);
  } else if (setting.type === 'word' && setting.choices.length === 0) {
    const text = make('input');
    text.type = 'text';
    text.value = setting.value;
    text.addEventListener('change', () => changed(text.value));
    label.append(text);
  } else if (setting.type === 'word') {
    const select = make('select');
    setting.choices.forEach((c) => select.append(new Option(c, c)));
    select.value = setting.value;
    select.addEventListener('change', () => changed(select.value));
    label.append(select);
  } else {
    const range = make('input');
    const out = make('output', setting.value);
    const official = Number(setting.value);
    range.type = 'range';
    range.dataset.key = setting.key;
    const whole = setting.type === 'integer';
    range.max = Math.min(setting.most, whole ? Math.max(official * 3, official + 10) : official > 0 ? official * 3 : 10);
    range.step = whole ? 1 : Number(range.max) > 2 ? 0.05 : 0.005;
    // The end that does not belong to the range is a step away; the official value may be one beside it (-1: off).
    range.min = Math.min(official, setting.least + (setting.over ? Number(range.step) : 0));
    range.value = official;
    range.addEventListener('input', () => {
      out.textContent = range.value;
      changed(Number(range.value));
    });
    label.append(range, out);
  }
  return label;
}
