// Looks through a data set in a real browser: node dataset.mjs URL CHROMIUM [FOLDER FOR SCREENSHOTS]
// The set is that of SmallSet.java: image n has n % 7 boxes, image 3 has 6,000, photos lie there of images 1 and 2, the second empty.
import { chromium } from 'playwright-core';

const [url, executablePath, folder] = process.argv.slice(2);
let failures = 0;
setTimeout(() => {
  console.log('FAIL no end after two minutes');
  process.exit(2);
}, 120_000).unref();

function check(what, actual, expected) {
  const good = JSON.stringify(actual) === JSON.stringify(expected);
  failures += good ? 0 : 1;
  console.log(`${good ? 'ok  ' : 'FAIL'} ${what}${good ? '' : `: ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`}`);
}

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
const problems = [];
page.on('pageerror', (e) => problems.push(e.message));
page.on('console', (m) => m.type() === 'error' && !/status of 400/.test(m.text()) && problems.push(m.text()));
let asked = null;
page.on('request', (r) => r.url().endsWith('/api/assign') && (asked = JSON.parse(r.postData())));
const rest = () => page.waitForTimeout(500);
const shot = async (name) => folder && page.screenshot({ path: `${folder}/${name}.png` });
const said = async () => ((await page.isVisible('#problem')) ? page.textContent('#problem') : '');
const which = () => page.textContent('#which');

await page.goto(url);
await page.waitForSelector('.system [data-count="duets"]');
await rest();
check('starts with the first image', await which(), 'Photo-0.png, 1 of 1500');
check('no boxes in it', [asked.boxes.length, asked.image], [0, 0]);
check('says that there is no photo', await said(), 'No photo of Photo-0.png was found.');

await page.click('#next');
await rest();
check('the next image', [await which(), asked.boxes.length, asked.image, await said()], ['Photo-1.png, 2 of 1500', 1, 1, '']);
check('where its box is', asked.boxes[0], [10, 80, 50, 110, 0]);
check('its class, as text', (await page.textContent('#gts tbody td')).trim(), '0 <b>cat</b>');
const pixel = await page.evaluate(() => {
  const c = document.querySelector('.stage');
  return [...c.getContext('2d').getImageData(Math.round(c.width * 0.9), Math.round(c.height * 0.8), 1, 1).data].slice(0, 3);
});
check('its photo is under the box', pixel[1] > pixel[0] + 30 && pixel[1] > pixel[2] + 30, true);
await shot('set-photo');
await page.keyboard.press('PageDown');
await rest();
check('an empty photo is said', [await which(), /Photo-2.png/.test(await said())], ['Photo-2.png, 3 of 1500', true]);
await page.keyboard.press('PageDown');
await rest();
check('too many boxes are said', /has 6000 boxes; the page takes at most 5000/.test(await said()), true);
await page.keyboard.press('PageUp');
await page.keyboard.press('PageUp');
await rest();
check('and back', [await which(), asked.boxes.length], ['Photo-1.png, 2 of 1500', 1]);

await page.click('#images summary');
check('fifty in the list', await page.locator('#list li').count(), 50);
check('which fifty', await page.textContent('#found'), '1 to 50 of 1500');
await page.click('#later');
await rest();
check('the next fifty', [await page.textContent('#found'), await page.textContent('#list li:first-child')], ['51 to 100 of 1500', 'Photo-50.png1']);
await page.fill('#find', 'o-149');
await rest();
check('found by name', [await page.textContent('#found'), await page.locator('#list li').count()], ['1 to 11 of 11', 11]);
await shot('set-search');
await page.click('#list li:nth-child(3) button');
await rest();
check('chosen from the list', [await which(), asked.image, asked.boxes.length], ['Photo-1491.png, 3 of 11', 1491, 0]);
await page.fill('#find', 'no such name');
await rest();
check('nothing found', await page.textContent('#found'), 'no image has this in its name');
await page.fill('#find', '');
await page.selectOption('#order', 'boxes');
await rest();
check('most boxes first', await page.textContent('#list li:first-child'), 'Photo-3.png6000');
await page.keyboard.press('Escape');
check('Escape closes the list', await page.locator('#list').isVisible(), false);

await page.selectOption('#sample', 'street');
await rest();
check('a sample in between', [asked.boxes.length, asked.image, await page.locator('#label option').count()], [22, 0, 6]);
await page.setViewportSize({ width: 390, height: 844 });
check('no sideways scrolling on a phone', await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
await page.click('#images summary');
check('nor with the list', await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
await shot('set-phone');
check('no errors', problems, []);
await browser.close();
console.log(failures === 0 ? 'all good' : `${failures} failed`);
process.exit(failures === 0 ? 0 : 1);
