// The images of a data set: found by name, a page at a time, so that a hundred thousand are as quick as ten.

const ROWS = 50;
const $ = (id) => document.getElementById(id);

async function json(path) {
  const reply = await fetch(path);
  const answer = await reply.json();
  if (!reply.ok) {
    throw new Error(answer.error ?? `status ${reply.status}`);
  }
  return answer;
}

/**
 * Fills the list of images, if there is a data set.
 *
 * @param show takes an image with its boxes, or the reason why there is none
 * @returns the data set ({ images: 0 } without one) and open(), which shows the image that was shown last
 */
export async function dataSet(show) {
  const set = await json('/api/set');
  if (set.images === undefined || set.classes === undefined) {
    return { set: { images: 0 }, open: () => {} };
  }
  const view = { from: 0, found: 0, at: 0, listed: 0, opened: 0 };

  const asked = (from, count) =>
    '/api/images?' + new URLSearchParams({ q: $('find').value, order: $('order').value, from, count });

  function arrows() {
    $('previous').disabled = view.at <= 0;
    $('next').disabled = view.at + 1 >= view.found;
    $('earlier').disabled = view.from <= 0;
    $('later').disabled = view.from + ROWS >= view.found;
    const places = [...$('list').children];
    places.forEach((li, k) => li.firstChild.setAttribute('aria-current', view.from + k === view.at));
  }

  async function list(from) {
    const ticket = ++view.listed;
    const answer = await json(asked(from, ROWS));
    if (ticket !== view.listed) {
      return; // a later wish has overtaken this one
    }
    view.from = from;
    view.found = answer.found;
    const last = Math.min(from + ROWS, answer.found);
    $('found').textContent = answer.found === 0 ? 'no image has this in its name' : `${from + 1} to ${last} of ${answer.found}`;
    $('list').replaceChildren(
      ...answer.rows.map((row, k) => {
        const button = document.createElement('button');
        button.textContent = row.name;
        button.title = row.name;
        const count = document.createElement('span');
        count.textContent = row.boxes;
        button.append(count);
        button.addEventListener('click', () => open(from + k, row).catch(fail));
        const li = document.createElement('li');
        li.append(button);
        return li;
      }),
    );
    arrows();
  }

  /** Shows the image at a place of the whole list. */
  async function open(at, known) {
    const ticket = ++view.opened;
    view.at = at;
    arrows();
    const row = known ?? (await json(asked(at, 1))).rows[0];
    if (!row || ticket !== view.opened) {
      return;
    }
    $('which').textContent = `${row.name}, ${at + 1} of ${view.found}`;
    $('which').title = row.name;
    const image = await json('/api/image?image=' + row.image).catch((e) => ({ ...row, boxes: [], note: e.message }));
    if (ticket === view.opened) {
      show(image);
    }
  }

  const fail = (e) => show({ note: e.message === 'Failed to fetch' ? 'The server has ended.' : e.message, boxes: [], image: 0 });
  const search = async () => {
    view.at = -1;
    await list(0);
  };
  let timer = 0;
  $('find').addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => search().catch(fail), 150);
  });
  $('find').addEventListener('keydown', (e) => {
    if (e.key === 'Enter') {
      clearTimeout(timer);
      search()
        .then(() => view.found > 0 && open(0))
        .catch(fail);
    }
  });
  $('order').addEventListener('change', () => search().catch(fail));
  $('earlier').addEventListener('click', () => list(Math.max(0, view.from - ROWS)).catch(fail));
  $('later').addEventListener('click', () => list(view.from + ROWS).catch(fail));
  const step = (by) => {
    const at = view.at + by;
    if (at >= 0 && at < view.found) {
      open(at).catch(fail);
    }
  };
  $('previous').addEventListener('click', () => step(-1));
  $('next').addEventListener('click', () => step(1));
  document.addEventListener('keydown', (e) => {
    if ((e.key === 'PageUp' || e.key === 'PageDown') && !e.target.closest('input, select, #list')) {
      step(e.key === 'PageUp' ? -1 : 1);
      e.preventDefault();
    }
  });
  $('images').addEventListener('keydown', (e) => {
    if (e.key === 'Escape') {
      $('images').open = false;
      $('images').querySelector('summary').focus();
    }
  });
  $('images').hidden = false;
  $('steps').hidden = false;
  await list(0);
  return { set, open: () => open(Math.max(0, view.at)).catch(fail) };
}
