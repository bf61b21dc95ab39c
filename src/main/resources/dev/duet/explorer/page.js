// State, controls and requests of the page. The only requests are to this page's own server.
import { colourOf, paint, styles } from '/stage.js';
import { editor as makeEditor } from '/editor.js';
import { control, make } from '/controls.js';
import { dataSet } from '/images.js';

const SIZE = 640;
const OF_SET = '\u0000set';
const LABELS = ['person', 'car', 'bus', 'traffic light', 'dog', 'bird'];

const $ = (id) => document.getElementById(id);

const state = { image: 0, labels: LABELS, photo: null, boxes: [], looks: [], chosen: -1, hover: -1, answer: [], panels: [] };
let catalogue = [];
let samples = [];
let images = null;
const editor = makeEditor({ size: SIZE, state, ask, choose, hover, headOf, level, label: () => Number($('label').value) });

// ---- requests: one at a time, and after it the latest wish

let busy = false;
let wanted = false;
let rounds = 0;
let timer = 0;

function ask() {
  state.looks = styles(state.boxes);
  repaint();
  clearTimeout(timer);
  rounds = 0;
  if (busy) {
    wanted = true;
    return;
  }
  wanted = false;
  post((answer) => {
    problem('');
    state.answer = answer.systems;
    show();
  });
}

function post(use) {
  busy = true;
  fetch('/api/assign', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(request()) })
    .then(async (reply) => {
      const answer = await reply.json();
      if (!reply.ok) {
        throw new Error(answer.error ?? `status ${reply.status}`);
      }
      use(answer);
    })
    .catch((e) => problem(e.message === 'Failed to fetch' ? 'The server has ended.' : e.message))
    .finally(() => {
      busy = false;
      if (wanted) {
        ask();
      } else {
        measureAgain();
      }
    });
}

/** The first runs of a system are slow, as its code is compiled: a page at rest asks again and shows the shorter time. */
function measureAgain() {
  if (rounds >= 5 || !state.answer.some((a) => a.micros > 500)) {
    return;
  }
  timer = setTimeout(() => {
    rounds++;
    post((answer) => {
      shownPanels().forEach((panel, i) => {
        const [old, now] = [state.answer[i], answer.systems[i]];
        if (!wanted && old?.micros > now?.micros) {
          old.micros = now.micros;
          panel.find('counts').querySelector('[data-count="time"]').textContent = time(now.micros);
        }
      });
    });
  }, 300);
}

function request() {
  return {
    width: SIZE,
    height: SIZE,
    boxes: state.boxes,
    noise: Number($('noise').value),
    image: state.image,
    seed: Math.min(999999, Math.max(0, Math.round(Number($('seed').value) || 0))),
    systems: shownPanels().map((p) => ({ name: p.name, settings: p.settings, warm_up: p.warmUp })),
  };
}

const problems = { server: '', picture: '' };

function problem(text, of = 'server') {
  problems[of] = text;
  const all = Object.values(problems).filter((t) => t !== '').join(' ');
  $('problem').textContent = all;
  $('problem').hidden = all === '';
}

const shownPanels = () => state.panels.slice(0, $('second').checked ? 2 : 1);

// ---- a system's panel

function addPanel(name) {
  const root = $('system').content.firstElementChild.cloneNode(true);
  const find = (c) => root.querySelector('.' + c);
  const panel = { root, find, name, settings: {}, head: 0, level: -1, warmUp: false };
  for (const system of catalogue) {
    find('name').append(new Option(system.name, system.name));
  }
  find('name').value = name;
  find('name').addEventListener('change', () => {
    panel.name = find('name').value;
    panel.settings = {};
    panel.head = 0;
    panel.level = -1;
    panel.warmUp = false;
    settings(panel);
    ask();
  });
  find('head').addEventListener('change', () => {
    panel.head = find('head').selectedIndex;
    show();
  });
  find('warm-up').addEventListener('change', () => {
    panel.warmUp = find('warm-up').checked;
    ask();
  });
  editor.listen(panel, find('stage'));
  state.panels.push(panel);
  $('systems').append(root);
  settings(panel);
}

function settings(panel) {
  const system = catalogue.find((s) => s.name === panel.name);
  panel.find('summary').textContent = system.summary;
  panel.find('summary').title = system.summary;
  panel.find('warm').hidden = system.warm_up_epochs === 0;
  panel.find('warm-up').checked = false;
  const sliders = panel.find('sliders');
  sliders.replaceChildren(...system.settings.map((s) => control(s, (value) => change(panel, s.key, value))));
  if (system.settings.length === 0) {
    sliders.append(make('span', 'none'));
  }
}

function change(panel, key, value) {
  panel.settings[key] = value;
  ask();
}

function headOf(panel) {
  const answer = state.answer[state.panels.indexOf(panel)];
  return answer?.heads?.[Math.min(panel.head, answer.heads.length - 1)] ?? null;
}

function show() {
  $('systems').classList.toggle('two', $('second').checked);
  state.panels.forEach((p, i) => (p.root.hidden = i > 0 && !$('second').checked));
  shownPanels().forEach((panel, i) => {
    const answer = state.answer[i];
    const head = headOf(panel);
    panel.find('error').hidden = !answer?.error;
    panel.find('error').textContent = answer?.error ?? '';
    const heads = answer?.heads ?? [];
    panel.find('head-pick').hidden = heads.length < 2;
    if (heads.length !== panel.find('head').length || heads.some((h, k) => panel.find('head').options[k].text !== h.name)) {
      panel.find('head').replaceChildren(...heads.map((h) => new Option(h.name, h.name)));
      panel.head = Math.min(panel.head, Math.max(0, heads.length - 1));
      panel.find('head').selectedIndex = panel.head;
    }
    counts(panel, answer, head);
    levels(panel, head);
  });
  table();
  funnel();
  repaint();
}

function counts(panel, answer, head) {
  const line = panel.find('counts');
  line.replaceChildren();
  if (!head) {
    return;
  }
  const c = head.counts;
  const item = (key, name, value, alarm) => {
    const span = make('span', undefined, alarm ? 'alarm' : '');
    const b = make('b', value);
    b.dataset.count = key;
    span.append(b, ' ' + name);
    line.append(span);
  };
  item('duets', 'units assigned', c.duets);
  item('without', 'of ' + c.gts + ' boxes without', c.without, c.without > 0);
  item('contested', 'contested', c.contested_units);
  item('ignored', 'ignored', c.ignored_units);
  if (c.mean_overlap > 0) {
    item('overlap', 'mean overlap', c.mean_overlap.toFixed(2));
  }
  item('target', 'mean target', c.mean_target.toFixed(2));
  item('time', 'per assignment' + (answer.simulated ? ', simulated predictions' : ''), time(answer.micros));
}

const time = (micros) => (micros < 1000 ? micros.toFixed(micros < 10 ? 1 : 0) + ' µs' : (micros / 1000).toFixed(1) + ' ms');

function levels(panel, head) {
  const bar = panel.find('levels');
  bar.replaceChildren();
  panel.thumbs = [];
  if (!head) {
    return;
  }
  if (panel.level >= head.levels.length) {
    panel.level = -1;
  }
  const names = ['all', ...head.levels.map((l) => `${l.stride} px: ${l.duets.length}`)];
  names.forEach((name, k) => {
    const button = make('button');
    const canvas = make('canvas');
    button.append(canvas, make('span', name));
    button.setAttribute('aria-pressed', panel.level === k - 1);
    button.dataset.level = k - 1;
    button.addEventListener('click', () => level(panel, k - 1));
    bar.append(button);
    panel.thumbs.push(canvas);
  });
}

function level(panel, l) {
  panel.level = l;
  panel.find('levels').querySelectorAll('button').forEach((b) => b.setAttribute('aria-pressed', Number(b.dataset.level) === l));
  repaint();
}

// ---- painting

let due = false;

function repaint() {
  if (due) {
    return;
  }
  due = true;
  requestAnimationFrame(() => {
    due = false;
    for (const panel of shownPanels()) {
      const head = headOf(panel);
      const view = { width: SIZE, height: SIZE, photo: state.photo, boxes: state.boxes, looks: state.looks, head, hover: state.hover, chosen: state.chosen };
      paint({ ...view, canvas: panel.find('stage'), level: panel.level });
      (panel.thumbs ?? []).forEach((canvas, k) => paint({ ...view, canvas, level: k - 1, small: true }));
    }
  });
}

// ---- table and funnel

function table() {
  const panels = shownPanels();
  const row = make('tr');
  row.append(make('th', 'box'), ...panels.map((p) => make('th', p.name)));
  $('gts').tHead.replaceChildren(row);
  $('gts').tBodies[0].replaceChildren(
    ...state.boxes.map((box, i) => {
      const tr = make('tr', undefined, i === state.chosen ? 'chosen' : '');
      tr.dataset.gt = i;
      tr.tabIndex = 0;
      const name = make('td', `${i} ${state.labels[box[4]] ?? box[4]}`);
      const chip = make('span', undefined, 'chip');
      chip.style.background = colourOf(state.looks[i]);
      name.prepend(chip);
      tr.append(name);
      panels.forEach((p) => {
        const gt = headOf(p)?.gts[i];
        tr.append(make('td', gt ? gt.units : '', gt && gt.outcome !== 'assigned' ? 'none' : ''));
      });
      tr.addEventListener('mouseenter', () => hover(i));
      tr.addEventListener('mouseleave', () => hover(-1));
      tr.addEventListener('focus', () => choose(i));
      tr.addEventListener('click', () => choose(i));
      return tr;
    }),
  );
}

function funnel() {
  const i = state.hover >= 0 ? state.hover : state.chosen;
  const root = $('funnel');
  const box = state.boxes[i];
  if (!box) {
    root.replaceChildren(make('h2', 'Funnel'), make('p', 'Point at a box, or choose one, to see how it came to its units, or why it has none.'));
    return;
  }
  const title = make('h2', `Box ${i}: ${state.labels[box[4]] ?? 'class ' + box[4]}, ${Math.round(box[2] - box[0])} × ${Math.round(box[3] - box[1])}`);
  title.dataset.gt = i;
  root.replaceChildren(title);
  for (const panel of shownPanels()) {
    const gt = headOf(panel)?.gts[i];
    if (!gt) {
      continue;
    }
    root.append(make('h3', panel.name));
    root.append(make('p', gt.story, 'story' + (gt.outcome === 'assigned' ? '' : ' alarm')));
    const bars = make('div', undefined, 'bars');
    const most = Math.max(1, gt.candidates, gt.selected, gt.units, gt.wanted);
    const steps = { candidates: gt.candidates, 'asked for': gt.wanted, selected: gt.selected, lost: gt.lost, units: gt.units };
    if (gt.gained > 0) {
      steps.gained = gt.gained;
    }
    for (const [name, n] of Object.entries(steps)) {
      const bar = make('i', undefined, name === 'lost' ? 'lost' : '');
      bar.style.width = (100 * n) / most + '%';
      const shell = make('span');
      shell.append(bar);
      const value = make('span', n);
      value.dataset.step = panel.name + ' ' + name;
      bars.append(make('span', name), shell, value);
    }
    root.append(bars);
    if (gt.lost_to.length > 0) {
      const to = gt.lost_to.map(([g, n]) => `${n} to ${g < 0 ? 'nobody' : 'box ' + g}`);
      root.append(make('p', 'lost ' + to.slice(0, 8).join(', ') + (to.length > 8 ? ' …' : ''), 'story'));
    }
  }
}

function hover(i) {
  if (state.hover !== i) {
    state.hover = i;
    funnel();
    repaint();
  }
}

function choose(i) {
  state.chosen = i;
  document.querySelectorAll('#gts tbody tr').forEach((tr) => tr.classList.toggle('chosen', Number(tr.dataset.gt) === i));
  funnel();
  repaint();
}

// ---- pictures

let pictures = 0;

/** Shows a picture, centred on the canvas or at the place given (x, y, width, height). */
function picture(source, revoke, place) {
  const mine = ++pictures;
  const image = new Image();
  image.onload = () => {
    if (revoke) {
      URL.revokeObjectURL(source);
    }
    if (mine !== pictures) {
      return; // another picture was chosen meanwhile
    }
    const scale = Math.min(SIZE / image.naturalWidth, SIZE / image.naturalHeight);
    const w = image.naturalWidth * scale;
    const h = image.naturalHeight * scale;
    const [x, y, wide, high] = place ?? [Math.round((SIZE - w) / 2), Math.round((SIZE - h) / 2), w, h];
    state.photo = { image, x, y, w: wide, h: high };
    problem('', 'picture');
    repaint();
  };
  image.onerror = () => mine === pictures && problem('This file is not a picture that the browser can show.', 'picture');
  image.src = source;
}

/** Starts over with other boxes, which no photo lies under as yet. */
function fresh(boxes, labels, image) {
  pictures++;
  state.boxes = boxes;
  state.image = image;
  state.chosen = -1;
  state.hover = -1;
  state.photo = null;
  if (state.labels !== labels) {
    state.labels = labels;
    $('label').replaceChildren(...labels.map((name, i) => new Option(name, i)));
  }
  problem('', 'picture');
}

/** An image of the data set, as the server tells it. */
function imageOfSet(image) {
  fresh(image.boxes, images.set.classes, image.image);
  $('sample').value = OF_SET;
  if (image.note) {
    problem(image.note, 'picture');
  }
  if (image.photo) {
    picture('/api/photo?image=' + image.image, false, image.photo);
  }
  ask();
}

function sample(name) {
  if (name === OF_SET) {
    images.open();
    return;
  }
  const chosen = samples.find((s) => s.name === name);
  fresh(chosen ? chosen.boxes.map((b) => [...b]) : [], LABELS, 0);
  if (chosen) {
    picture('/' + chosen.picture, false);
  }
  ask();
}

// ---- start

async function start() {
  [catalogue, samples] = await Promise.all(['/api/systems', '/samples.json'].map((path) => fetch(path).then((r) => r.json())));
  images = await dataSet((image) => imageOfSet(image));
  if (images.set.images > 0) {
    $('sample').append(new Option(images.set.name, OF_SET));
  }
  samples.forEach((s) => $('sample').append(new Option(s.title, s.name)));
  $('sample').append(new Option('Empty canvas', ''));
  LABELS.forEach((name, i) => $('label').append(new Option(name, i)));
  const has = (name) => catalogue.some((s) => s.name === name);
  addPanel(has('yolov8') ? 'yolov8' : catalogue[0].name);
  addPanel(has('yolov5') ? 'yolov5' : catalogue[0].name);
  $('second').checked = window.innerWidth > 700;
  $('sample').addEventListener('change', () => sample($('sample').value));
  $('file').addEventListener('change', () => {
    const file = $('file').files[0];
    if (file) {
      fresh([], LABELS, 0);
      picture(URL.createObjectURL(file), true);
      ask();
    }
  });
  $('add').addEventListener('click', () => editor.add());
  $('remove').addEventListener('click', () => editor.remove());
  $('clear').addEventListener('click', () => {
    state.boxes = [];
    state.chosen = state.hover = -1;
    ask();
  });
  $('noise').addEventListener('input', () => {
    $('noise-value').textContent = Number($('noise').value).toFixed(2);
    ask();
  });
  $('seed').addEventListener('input', ask);
  $('label').addEventListener('change', () => {
    if (state.chosen >= 0) {
      state.boxes[state.chosen][4] = Number($('label').value);
      ask();
    }
  });
  $('second').addEventListener('change', () => {
    state.answer = [];
    show();
    ask();
  });
  window.addEventListener('resize', repaint);
  sample(images.set.images > 0 ? OF_SET : samples[0].name);
}

start().catch((e) => problem('The page could not start: ' + e.message));
