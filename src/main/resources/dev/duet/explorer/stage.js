// Paints boxes and units on a canvas. Colours and patterns are those of the pictures of duet compare.

const COLOURS = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#f0e442'];
const DARK_TEXT = new Set(['#e69f00', '#cc79a7', '#56b4e9', '#f0e442']);
const ALARM = '#c82800';
const PATTERNS = 4;
const NEAR = 30;
const CROWD = 60;

/** Colour and pattern of every box: near boxes differ where that can be had. */
export function styles(boxes) {
  const all = COLOURS.length * PATTERNS;
  const chosen = [];
  boxes.forEach((box, i) => {
    if (boxes.length > 600) {
      chosen.push(i % all);
      return;
    }
    const crowd = new Float64Array(all);
    for (let j = 0; j < i; j++) {
      const other = boxes[j];
      const far = Math.hypot(box[0] + box[2] - other[0] - other[2], box[1] + box[3] - other[1] - other[3]) / 2;
      const near = 1 / (1 + far / NEAR);
      for (let s = chosen[j] % COLOURS.length; s < all; s += COLOURS.length) {
        crowd[s] += s === chosen[j] ? 2 * near : near;
      }
    }
    let best = 0;
    for (let s = 1; s < all; s++) {
      if (crowd[s] + (s < COLOURS.length ? 0 : 0.05) < crowd[best] + (best < COLOURS.length ? 0 : 0.05) - 1e-12) {
        best = s;
      }
    }
    chosen.push(best);
  });
  return chosen;
}

export const colourOf = (style) => COLOURS[style % COLOURS.length];

function hatch(g, kind, x, y, w, h, unit) {
  if (kind === 0) {
    return;
  }
  g.save();
  g.beginPath();
  g.rect(x, y, w, h);
  g.clip();
  g.strokeStyle = g.fillStyle = 'rgba(0,0,0,.5)';
  g.lineWidth = unit;
  const step = 4 * unit;
  g.beginPath();
  if (kind === 3) {
    for (let v = Math.floor(y / step) * step; v < y + h; v += step) {
      for (let u = Math.floor(x / step) * step; u < x + w; u += step) {
        g.rect(u + unit, v + unit, 1.6 * unit, 1.6 * unit);
      }
    }
    g.fill();
  } else {
    for (let u = Math.floor((x - h) / step) * step; u < x + w + h; u += step) {
      g.moveTo(u, kind === 1 ? y + h : y);
      g.lineTo(u + h, kind === 1 ? y : y + h);
    }
    g.stroke();
  }
  g.restore();
}

function cells(g, level, looks, hover, unit) {
  const byCell = new Map();
  for (const [x, y, gt, target] of level.duets) {
    const key = y * level.width + x;
    const cell = byCell.get(key) ?? byCell.set(key, new Map()).get(key);
    cell.set(gt, Math.max(target, cell.get(gt) ?? 0));
  }
  const side = level.stride;
  for (const [key, owners] of byCell) {
    const strip = side / owners.size;
    let x = (key % level.width) * side;
    const y = Math.floor(key / level.width) * side;
    for (const [gt, target] of owners) {
      g.globalAlpha = (hover >= 0 && hover !== gt ? 0.25 : 1) * (0.3 + 0.7 * Math.min(1, target));
      g.fillStyle = colourOf(looks[gt]);
      g.fillRect(x, y, strip, side);
      g.globalAlpha = hover >= 0 && hover !== gt ? 0.2 : 0.9;
      hatch(g, Math.floor(looks[gt] / COLOURS.length), x, y, strip, side, unit);
      x += strip;
    }
  }
  g.globalAlpha = 1;
}

function gridLines(g, level, width, height, unit) {
  if (level.stride / unit < 5) {
    return;
  }
  g.strokeStyle = 'rgba(0,0,0,.13)';
  g.lineWidth = 0.6 * unit;
  g.beginPath();
  for (let x = level.stride; x < width; x += level.stride) {
    g.moveTo(x, 0);
    g.lineTo(x, height);
  }
  for (let y = level.stride; y < height; y += level.stride) {
    g.moveTo(0, y);
    g.lineTo(width, y);
  }
  g.stroke();
}

function number(g, taken, box, text, colour, size, width, height, must) {
  g.font = `${size}px ui-monospace,Menlo,Consolas,monospace`;
  const w = g.measureText(text).width + size * 0.4;
  const h = size * 1.2;
  const [x1, y1, x2, y2] = box;
  const places = [[x1, y1 - h], [x2 - w, y1 - h], [x1, y2], [x2 - w, y2], [x1 - w, y1], [x2, y1], [x1, y1], [x2 - w, y2 - h]];
  let best = null;
  let least = Infinity;
  for (const place of places) {
    const x = Math.max(0, Math.min(width - w, place[0]));
    const y = Math.max(0, Math.min(height - h, place[1]));
    let hidden = 0;
    for (const t of taken) {
      hidden += Math.max(0, Math.min(x + w, t[2]) - Math.max(x, t[0])) * Math.max(0, Math.min(y + h, t[3]) - Math.max(y, t[1]));
    }
    if (hidden < least) {
      least = hidden;
      best = [x, y];
    }
  }
  if (!must && least > 0.01) {
    return;
  }
  taken.push([best[0], best[1], best[0] + w, best[1] + h]);
  g.fillStyle = colour;
  g.fillRect(best[0], best[1], w, h);
  g.fillStyle = DARK_TEXT.has(colour) ? '#000' : '#fff';
  g.fillText(text, best[0] + size * 0.2, best[1] + size * 0.95);
}

/**
 * Paints one picture.
 * view: {canvas, width, height, photo, boxes, looks, head (the API's answer or null), level (-1 all), chosen, hover, small}
 */
export function paint(view) {
  const { canvas, width, height, boxes, looks, head, level, hover } = view;
  const ratio = window.devicePixelRatio || 1;
  const rect = canvas.getBoundingClientRect();
  const w = Math.max(1, Math.round(rect.width * ratio));
  const h = Math.max(1, Math.round(rect.height * ratio));
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
  }
  const g = canvas.getContext('2d');
  const unit = width / Math.max(1, rect.width);
  g.setTransform(w / width, 0, 0, h / height, 0, 0);
  g.fillStyle = '#ececec';
  g.fillRect(0, 0, width, height);
  if (view.photo) {
    const { image, x, y, w: pw, h: ph } = view.photo;
    g.drawImage(image, x, y, pw, ph);
    g.fillStyle = 'rgba(255,255,255,.6)';
    g.fillRect(0, 0, width, height);
  }
  const fits = head && head.gts.length === boxes.length;
  if (fits) {
    head.levels.forEach((one, l) => {
      if (level === -1 || level === l) {
        if (level === l) {
          gridLines(g, one, width, height, unit);
        }
        cells(g, one, looks, hover, unit);
      }
    });
  }
  const without = (i) => fits && head.gts[i].outcome !== 'assigned';
  boxes.forEach((box, i) => {
    const [x1, y1, x2, y2] = box;
    const bad = without(i);
    const strong = i === hover || i === view.chosen;
    g.lineWidth = (bad ? 4.5 : strong ? 4 : 2.6) * unit * (view.small ? 0.5 : 1);
    g.strokeStyle = bad ? '#fff' : '#202020';
    g.strokeRect(x1, y1, x2 - x1, y2 - y1);
    g.lineWidth = (bad || strong ? 2.4 : 1.4) * unit * (view.small ? 0.5 : 1);
    g.strokeStyle = bad ? ALARM : colourOf(looks[i]);
    g.strokeRect(x1, y1, x2 - x1, y2 - y1);
    if (bad) {
      g.globalAlpha = 0.3;
      g.fillStyle = ALARM;
      g.fillRect(x1, y1, x2 - x1, y2 - y1);
      g.globalAlpha = 1;
      g.beginPath();
      g.moveTo(x1, y1);
      g.lineTo(x2, y2);
      g.moveTo(x2, y1);
      g.lineTo(x1, y2);
      g.stroke();
    }
    if (i === view.chosen && !view.small) {
      g.fillStyle = '#fff';
      g.strokeStyle = '#202020';
      g.lineWidth = unit;
      g.fillRect(x2 - 5 * unit, y2 - 5 * unit, 10 * unit, 10 * unit);
      g.strokeRect(x2 - 5 * unit, y2 - 5 * unit, 10 * unit, 10 * unit);
    }
  });
  if (view.small) {
    return;
  }
  const size = (boxes.length > 60 ? 9 : boxes.length > 20 ? 11 : 13) * unit;
  const taken = [];
  const first = [];
  const later = [];
  boxes.forEach((box, i) => (without(i) || i === hover || i === view.chosen ? first : later).push(i));
  const crowded = boxes.length > CROWD;
  for (const i of [...first, ...later]) {
    const bad = without(i);
    const asked = i === hover || i === view.chosen;
    const [x1, y1, x2, y2] = boxes[i];
    if (crowded && !asked && Math.max(x2 - x1, y2 - y1) < 2 * size) {
      continue; // the number would hide the units
    }
    number(g, taken, boxes[i], (bad ? '!' : '') + i, bad ? ALARM : colourOf(looks[i]), size, width, height, asked || (bad && !crowded));
  }
}
