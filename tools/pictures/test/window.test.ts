import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aligned, milliseconds, resolution } from '../src/window';

const HOUR = 3_600_000;

test('no point lies between two scrapes, and a rate sees at least four', () => {
  assert.deepEqual(resolution({ from: 0, to: 900_000 }, 780, 5000), { interval: 5000, rateInterval: 20_000 });
});

test('a long time has a point for each pixel at most', () => {
  const { interval, rateInterval } = resolution({ from: 0, to: 24 * HOUR }, 780, 15_000);
  assert.ok(interval >= (24 * HOUR) / 780, `${interval}`);
  assert.equal(rateInterval, interval + 15_000);
});

test('windows begin and end at whole intervals', () => {
  assert.deepEqual(aligned({ from: 12_345, to: 67_890 }, 5000), { from: 10_000, to: 65_000 });
});

test('durations are read as Prometheus writes them', () => {
  assert.deepEqual(['500ms', '15s', '1h30m', '7d'].map(milliseconds), [500, 15_000, 1.5 * HOUR, 168 * HOUR]);
  for (const wrong of ['', '15', '-1m', '1.5h', 'soon']) {
    assert.throws(() => milliseconds(wrong), /not a duration/);
  }
});
