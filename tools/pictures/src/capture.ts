import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { collect, withoutData } from './collect';
import type { Dashboard, Drawing } from './dashboard';
import { PAGE_WIDTH, pageHeight } from './grid';
import { Prometheus } from './prometheus';
import { milliseconds, type TimeWindow } from './window';

const USAGE = 'usage: capture --prometheus URL --browser PATH --out DIRECTORY [--range 15m] [--to SECONDS] [--set name=value]... DASHBOARD...';
const MOST_BYTES = 300_000;
const QUIET_MILLISECONDS = 1000;
/** For a machine that has a cluster to run beside. */
const PATIENCE_MILLISECONDS = 180_000;
const COLOURS = [256, 128, 64, 32];
/** Nothing listens there: what the page asks for is answered from the files of this program. */
const ORIGIN = 'http://pictures.invalid/';
const GRAFANA_FILES = resolve('node_modules/@grafana/ui/dist');
/** Grafana serves its fonts itself; no package of its own holds them. */
const FONT_FILES = resolve('node_modules/@fontsource/inter/files');
const FONTS: Record<string, string> = {
  'Inter-Regular.woff2': 'inter-latin-400-normal.woff2',
  'Inter-Medium.woff2': 'inter-latin-500-normal.woff2',
};
const PAGE = '<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="main.css"><div id="page"></div><script src="main.js"></script>';

const { values: options, positionals: files } = parseArgs({
  allowPositionals: true,
  options: {
    prometheus: { type: 'string' },
    browser: { type: 'string' },
    out: { type: 'string' },
    range: { type: 'string', default: '15m' },
    to: { type: 'string' },
    set: { type: 'string', multiple: true, default: [] },
  },
});
const { prometheus: url, browser: executablePath, out } = options;
if (!url || !executablePath || !out || files.length === 0) {
  console.error(USAGE);
  process.exit(2);
}

const wishes = new Map(options.set.map((wish): [string, string] => [wish.split('=', 1)[0], wish.slice(wish.indexOf('=') + 1)]));
const to = options.to ? Number(options.to) * 1000 : Date.now();
const window: TimeWindow = { from: to - milliseconds(options.range), to };

mkdirSync(out, { recursive: true });
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
});
try {
  for (const file of files) {
    const dashboard: Dashboard = JSON.parse(readFileSync(file, 'utf8'));
    const drawing = await collect(dashboard, new Prometheus(url), window, wishes);
    const picture = join(out, basename(file).replace(/\.json$/, '.png'));
    await compress(await photograph(browser, drawing), picture);
    report(picture, drawing);
  }
} catch (failure) {
  console.error(failure instanceof Error ? failure.message : failure);
  process.exitCode = 1;
} finally {
  await browser.close();
}

async function photograph(browser: Browser, drawing: Drawing): Promise<Buffer> {
  const viewport = { width: PAGE_WIDTH, height: pageHeight(drawing.panels.map(({ panel }) => panel)) };
  const page = await browser.newPage({ viewport, timezoneId: 'UTC', locale: 'en-US', reducedMotion: 'reduce' });
  page.setDefaultTimeout(PATIENCE_MILLISECONDS);
  const failures: string[] = [];
  page.on('pageerror', (error) => failures.push(error.stack ?? error.message));
  page.on('console', (message) => message.type() === 'error' && failures.push(`${message.text()} ${message.location().url}`));
  const served = await serveFromFiles(page);
  await page.goto(ORIGIN);
  await page.evaluate((content) => (globalThis as any).draw(content), drawing);
  await served();
  const picture = await page.screenshot();
  await page.close();
  if (failures.length > 0) {
    throw new Error(`${drawing.title} could not be drawn: ${failures.join('\n')}`);
  }
  return picture;
}

/** Answers what the page asks for; the promise that the result gives is kept when it has asked for nothing for a while: icons come one by one. */
async function serveFromFiles(page: Page): Promise<() => Promise<void>> {
  let last = Date.now();
  await page.route('**/*', async (route) => {
    last = Date.now();
    const path = new URL(route.request().url()).pathname;
    if (path === '/') {
      return route.fulfill({ contentType: 'text/html', body: PAGE });
    }
    const file = fileOf(path);
    await (existsSync(file) ? route.fulfill({ path: file }) : route.fulfill({ status: 404 }));
    last = Date.now();
  });
  return async () => {
    while (Date.now() - last < QUIET_MILLISECONDS) {
      await page.waitForTimeout(QUIET_MILLISECONDS / 5);
    }
  };
}

function fileOf(path: string): string {
  const font = FONTS[basename(path)];
  if (font) {
    return join(FONT_FILES, font);
  }
  // Where Grafana's own build puts what its package has in public/.
  const ofGrafana = path.replace(/^\/public\/build\//, '/public/');
  return path.startsWith('/public/') ? join(GRAFANA_FILES, ofGrafana) : join('build/page', basename(path));
}

/** As many colours as the file's bound allows; if even few are too many, fewer pixels. */
async function compress(picture: Buffer, file: string): Promise<void> {
  for (const width of [PAGE_WIDTH, PAGE_WIDTH * 0.75, PAGE_WIDTH * 0.5]) {
    for (const colours of COLOURS) {
      const small = sharp(picture).resize({ width });
      await small.png({ palette: true, colours, effort: 10, compressionLevel: 9, dither: 0 }).toFile(file);
      if (statSync(file).size < MOST_BYTES) {
        return;
      }
    }
  }
  throw new Error(`${file} cannot be made smaller than ${MOST_BYTES} bytes`);
}

function report(picture: string, drawing: Drawing): void {
  const drawn = drawing.panels.filter(({ panel }) => panel.type !== 'row').length;
  const empty = withoutData(drawing);
  console.log(`${picture}: ${drawn} panels, ${Math.ceil(statSync(picture).size / 1000)} kB`);
  if (empty.length > 0) {
    console.log(`  without data in this time: ${empty.join(', ')}`);
  }
}
