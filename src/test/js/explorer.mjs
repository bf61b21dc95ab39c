// Drives the explorer's page in a real browser: node explorer.mjs URL CHROMIUM [FOLDER FOR SCREENSHOTS]
// Prints one line per check and ends with 1 if one fails.
import { chromium } from 'playwright-core';

const [url, executablePath, folder] = process.argv.slice(2);
let failures = 0;
setTimeout(() => {
  console.log('FAIL no end after four minutes');
  process.exit(2);
}, 240_000).unref();

function check(what, actual, expected) {
  const good = JSON.stringify(actual) === JSON.stringify(expected);
  failures += good ? 0 : 1;
  console.log(`${good ? 'ok  ' : 'FAIL'} ${what}${good ? '' : `: ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`}`);
}

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });

async function open(width, height) {
  const page = await browser.newPage({ viewport: { width, height } });
  const problems = [];
  const foreign = [];
  page.on('pageerror', (e) => problems.push(e.message));
  page.on('console', (m) => m.type() === 'error' && problems.push(m.text()));
  page.on('request', (r) => !r.url().startsWith(url) && !r.url().startsWith('blob:') && foreign.push(r.url()));
  let last = null;
  let pending = 0;
  page.on('request', (r) => (pending += r.url().endsWith('/api/assign') ? 1 : 0));
  page.on('response', async (r) => {
    if (r.url().endsWith('/api/assign')) {
      const asked = JSON.parse(r.request().postData());
      const answer = await r.json();
      last = { asked, answer };
      pending--;
    }
  });
  const settled = async () => {
    do {
      await page.waitForTimeout(120);
    } while (pending > 0);
    await page.waitForTimeout(60);
    return last;
  };
  await page.goto(url);
  await page.waitForSelector('.system [data-count="duets"]');
  await settled();
  return { page, settled, problems, foreign };
}

const shot = async (page, name) => folder && page.screenshot({ path: `${folder}/${name}.png` });

/** The counts on the page and those of the API's last answer, system by system. */
async function counts(page, last) {
  const shown = await page.$$eval('.system:not([hidden])', (all) =>
    all.map((s) => ['duets', 'without', 'contested'].map((k) => Number(s.querySelector(`[data-count="${k}"]`).textContent))),
  );
  const told = last.answer.systems.map((s) => {
    const c = s.heads[0].counts;
    return [c.duets, c.without, c.contested_units];
  });
  return [shown, told];
}

const { page, settled, problems, foreign } = await open(1280, 800);
let last = await settled();
let [shown, told] = await counts(page, last);
check('counts of the sample', shown, told);
check('two systems', shown.length, 2);
await shot(page, 'wide');

// Draw a box.
const stage = page.locator('.stage').first();
const before = last.asked.boxes.length;
await page.keyboard.press('Escape');
const area = await stage.boundingBox();
const point = (x, y) => [area.x + (x / 640) * area.width, area.y + (y / 640) * area.height];
await page.mouse.move(...point(320, 60));
await page.mouse.down();
await page.mouse.move(...point(400, 120), { steps: 4 });
await page.mouse.move(...point(470, 200), { steps: 4 });
await page.mouse.up();
last = await settled();
check('a box was drawn', last.asked.boxes.length, before + 1);
const drawn = last.asked.boxes.at(-1).slice(0, 4).map(Math.round);
check('where it was drawn', drawn.map((v, i) => Math.abs(v - [320, 60, 470, 200][i]) <= 2), [true, true, true, true]);
[shown, told] = await counts(page, last);
check('counts after drawing', shown, told);

// Hover it: the funnel shows what the API says.
await page.mouse.move(...point(395, 130));
await page.waitForTimeout(150);
check('funnel of the box under the mouse', await page.getAttribute('#funnel h2', 'data-gt'), String(before));
const first = last.answer.systems[0];
const gt = first.heads[0].gts[before];
for (const [step, value] of Object.entries({ candidates: gt.candidates, selected: gt.selected, lost: gt.lost, units: gt.units })) {
  check(`funnel: ${step}`, Number(await page.textContent(`[data-step="${first.name} ${step}"]`)), value);
}
await page.waitForTimeout(4000); // the times settle
await page.mouse.move(...point(396, 131));
await page.waitForTimeout(150);
await shot(page, 'hover');
const micros = await page.$$eval('.system:not([hidden]) [data-count="time"]', (all) => all.map((e) => e.textContent));
check('times have settled', micros.map((t) => /^[0-9.]+ µs$/.test(t) || parseFloat(t) < 20), [true, true]);

// Drag k.
const slider = page.locator('.system').first().locator('input[data-key="topk"]');
const track = await slider.boundingBox();
const duets = last.answer.systems[0].heads[0].counts.duets;
await page.mouse.move(track.x + track.width * 0.33, track.y + track.height / 2);
await page.mouse.down();
await page.mouse.move(track.x + 2, track.y + track.height / 2, { steps: 6 });
await page.mouse.up();
last = await settled();
check('k was asked for', last.asked.systems[0].settings.topk <= 3, true);
check('fewer units with a smaller k', last.answer.systems[0].heads[0].counts.duets < duets, true);
[shown, told] = await counts(page, last);
check('counts after dragging k', shown, told);

// Drag the noise.
const noise = await page.locator('#noise').boundingBox();
await page.mouse.move(noise.x + noise.width * 0.2, noise.y + noise.height / 2);
await page.mouse.down();
await page.mouse.move(noise.x + noise.width * 0.7, noise.y + noise.height / 2, { steps: 5 });
await page.mouse.up();
last = await settled();
check('the noise was asked for', last.asked.noise > 0.5 && String(last.asked.noise) === (await page.inputValue('#noise')), true);
[shown, told] = await counts(page, last);
check('counts after dragging the noise', shown, told);

// Switch systems, every one of the catalogue.
const names = await page.$$eval('.system:first-child .name option', (all) => all.map((o) => o.value));
for (const name of names) {
  await page.locator('.system').nth(1).locator('.name').selectOption(name);
  last = await settled();
  check(`switched to ${name}`, [last.asked.systems[1].name, last.answer.systems[1].error ?? 'no error'], [name, 'no error']);
  [shown, told] = await counts(page, last);
  check(`counts of ${name}`, shown, told);
}

// Keys.
await stage.focus();
await page.keyboard.press('n');
last = await settled();
check('N adds a box', last.asked.boxes.length, before + 2);
await page.keyboard.press('Shift+ArrowLeft');
last = await settled();
check('arrows move it', last.asked.boxes.at(-1)[0], 272);
await page.keyboard.press('Delete');
last = await settled();
check('Delete deletes it', last.asked.boxes.length, before + 1);
await page.keyboard.press('l');
check('L shows a level', await page.locator('.system').first().locator('.levels button[aria-pressed=true]').getAttribute('data-level'), '0');

// Noise, seed, samples.
await page.selectOption('#sample', 'crowd');
last = await settled();
check('150 boxes', last.asked.boxes.length, 150);
[shown, told] = await counts(page, last);
check('counts of the crowd', shown, told);
await page.keyboard.press('Escape');
await page.locator('.system').nth(1).locator('.name').selectOption('fcos');
await settled();
await shot(page, 'crowd');
await page.selectOption('#sample', 'one');
await settled();
await shot(page, 'one');
await page.selectOption('#sample', '');
last = await settled();
check('empty canvas', last.asked.boxes.length, 0);

// What goes wrong is said, and the page goes on.
const said = async () => ((await page.isVisible('#problem')) ? page.textContent('#problem') : '');
await page.setInputFiles('#file', { name: 'empty.png', mimeType: 'image/png', buffer: Buffer.alloc(0) });
await page.waitForTimeout(300);
check('an empty picture', await said(), 'This file is not a picture that the browser can show.');
const flood = JSON.stringify({ width: 640, height: 640, boxes: Array(5001).fill([0, 0, 9, 9, 0]), systems: [{ name: 'yolov8' }] });
await page.route('**/api/assign', (route) => route.continue({ postData: flood }));
await page.selectOption('#sample', 'one');
await page.waitForTimeout(600);
check('too many boxes', /5001 boxes; the page takes at most 5000/.test(await said()), true);
await page.unroute('**/api/assign');
problems.splice(0, problems.length, ...problems.filter((p) => !/status of 400/.test(p)));
await page.selectOption('#sample', 'street');
last = await settled();
check('and on it goes', [await said(), last.asked.boxes.length], ['', 22]);
[shown, told] = await counts(page, last);
check('counts after trouble', shown, told);

// A phone.
const phone = await open(390, 844);
check('no sideways scrolling on a phone', await phone.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
await phone.page.screenshot(folder ? { path: `${folder}/phone.png` } : {});
await phone.page.locator('.stage').first().scrollIntoViewIfNeeded();
await shot(phone.page, 'phone-stage');

check('no errors', [...problems, ...phone.problems], []);
check('no outside requests', [...foreign, ...phone.foreign], []);
await browser.close();
console.log(failures === 0 ? 'all good' : `${failures} failed`);
process.exit(failures === 0 ? 0 : 1);
