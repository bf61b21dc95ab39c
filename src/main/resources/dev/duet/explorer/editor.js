// Drawing, moving and deleting boxes with mouse, finger and keys.

const HANDLE = 9;
const NEW = [280, 280, 360, 360];
const round = (v) => Math.round(v * 10) / 10;
const clamp = (v, size) => Math.max(0, Math.min(size, v));

/** What the page may do with boxes: add one, remove the chosen one, listen to a canvas. */
export function editor({ size, state, ask, choose, hover, headOf, level, label }) {
  function boxAt(x, y) {
    let best = -1;
    let area = Infinity;
    state.boxes.forEach(([x1, y1, x2, y2], i) => {
      const own = (x2 - x1) * (y2 - y1);
      if (x >= x1 - 2 && x <= x2 + 2 && y >= y1 - 2 && y <= y2 + 2 && own < area) {
        best = i;
        area = own;
      }
    });
    return best;
  }

  function add() {
    state.boxes.push([...NEW, label()]);
    state.chosen = state.boxes.length - 1;
    ask();
  }

  function remove() {
    if (state.chosen >= 0) {
      state.boxes.splice(state.chosen, 1);
      state.chosen = Math.min(state.chosen, state.boxes.length - 1);
      state.hover = -1;
      ask();
    }
  }

  function listen(panel, canvas) {
    let drag = null;
    const at = (e) => {
      const rect = canvas.getBoundingClientRect();
      return [((e.clientX - rect.left) / rect.width) * size, ((e.clientY - rect.top) / rect.height) * size, size / rect.width];
    };
    canvas.addEventListener('pointerdown', (e) => {
      if (e.button !== 0) {
        return;
      }
      canvas.setPointerCapture(e.pointerId);
      const [x, y, unit] = at(e);
      const chosen = state.boxes[state.chosen];
      drag = { x, y, kind: 'new', moved: false };
      if (chosen && Math.hypot(x - chosen[2], y - chosen[3]) < HANDLE * unit) {
        drag.kind = 'resize';
      } else if (chosen && x > chosen[0] && x < chosen[2] && y > chosen[1] && y < chosen[3]) {
        drag.kind = 'move';
      }
      drag.before = chosen ? [...chosen] : null;
    });
    canvas.addEventListener('pointermove', (e) => {
      const [x, y, unit] = at(e);
      if (!drag) {
        hover(boxAt(x, y));
        return;
      }
      if (!drag.moved && Math.hypot(x - drag.x, y - drag.y) < 4 * unit) {
        return;
      }
      const dx = x - drag.x;
      const dy = y - drag.y;
      if (drag.kind === 'new') {
        if (!drag.moved) {
          state.boxes.push([0, 0, 0, 0, label()]);
          state.chosen = state.boxes.length - 1;
        }
        const xs = [clamp(drag.x, size), clamp(x, size)].sort((a, b) => a - b);
        const ys = [clamp(drag.y, size), clamp(y, size)].sort((a, b) => a - b);
        state.boxes[state.chosen].splice(0, 4, round(xs[0]), round(ys[0]), round(xs[1]), round(ys[1]));
      } else {
        const b = drag.before;
        const moved = drag.kind === 'move'
          ? [b[0] + dx, b[1] + dy, b[2] + dx, b[3] + dy]
          : [b[0], b[1], Math.max(b[0] + 1, b[2] + dx), Math.max(b[1] + 1, b[3] + dy)];
        state.boxes[state.chosen].splice(0, 4, ...moved.map(round));
      }
      drag.moved = true;
      state.hover = -1;
      ask();
    });
    const end = (e) => {
      if (drag && !drag.moved) {
        const [x, y] = at(e);
        choose(boxAt(x, y));
      }
      drag = null;
    };
    canvas.addEventListener('pointerup', end);
    canvas.addEventListener('pointercancel', () => (drag = null));
    canvas.addEventListener('pointerleave', () => !drag && hover(-1));
    canvas.addEventListener('keydown', (e) => key(panel, e));
  }

  function key(panel, e) {
    const box = state.boxes[state.chosen];
    const step = e.shiftKey ? 8 : 1;
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    if (e.ctrlKey || e.metaKey) {
      return;
    }
    if (moves[e.key] && box) {
      const [dx, dy] = moves[e.key];
      if (e.altKey) {
        box[2] = round(Math.max(box[0] + 1, box[2] + dx));
        box[3] = round(Math.max(box[1] + 1, box[3] + dy));
      } else {
        box.splice(0, 4, round(box[0] + dx), round(box[1] + dy), round(box[2] + dx), round(box[3] + dy));
      }
      ask();
    } else if (e.key === 'n' || e.key === 'N') {
      add();
    } else if (e.key === 'Delete' || e.key === 'Backspace') {
      remove();
    } else if (e.key === '[' || e.key === ']') {
      const n = state.boxes.length;
      if (n > 0) {
        choose((state.chosen + (e.key === ']' ? 1 : n - 1 + (state.chosen < 0 ? 1 : 0)) + n) % n);
      }
    } else if (e.key === 'l' || e.key === 'L') {
      const n = headOf(panel)?.levels.length ?? 0;
      level(panel, panel.level + 1 >= n ? -1 : panel.level + 1);
    } else if (e.key === 'Escape') {
      choose(-1);
    } else {
      return;
    }
    e.preventDefault();
  }

  return { add, remove, listen };
}
