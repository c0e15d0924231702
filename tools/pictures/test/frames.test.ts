import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { frames, legend, number } from '../src/frames';
import type { Series } from '../src/prometheus';

const STEP = 5000;

describe('lines', () => {
  const target = { refId: 'A', expr: 'x', legendFormat: '{{namespace}}/{{ agent }}' };

  test('have a name, labels and times in milliseconds', () => {
    const [frame] = frames(target, [{ metric: { namespace: 'demo', agent: 'ada' }, values: [[10, '1.5'], [15, '2']] }], STEP, false);
    assert.equal(frame.name, 'demo/ada');
    const [time, value] = frame.fields;
    assert.deepEqual(time.values, [10_000, 15_000]);
    assert.deepEqual(value.values, [1.5, 2]);
    assert.deepEqual(value.labels, { namespace: 'demo', agent: 'ada' });
    assert.equal(value.config.displayNameFromDS, 'demo/ada');
  });

  test('are not drawn over a pause', () => {
    const [frame] = frames(target, [{ metric: {}, values: [[0, '1'], [5, '2'], [30, '3']] }], STEP, false);
    assert.deepEqual(frame.fields[0].values, [0, 5000, 10_000, 30_000]);
    assert.deepEqual(frame.fields[1].values, [1, 2, null, 3]);
  });

  test('are none where Prometheus has no series', () => {
    assert.deepEqual(frames(target, [], STEP, false), []);
  });
});

describe('tables', () => {
  const target = { refId: 'B', expr: 'x', format: 'table' };

  test('have a row for each series, with an empty cell for a label that it lacks', () => {
    const answer: Series[] = [
      { metric: { tool: 'add', kind: 'mcp' }, values: [[10, '3']] },
      { metric: { tool: 'now' }, values: [[10, '4']] },
    ];
    const [frame] = frames(target, answer, STEP, true);
    assert.deepEqual(
      frame.fields.map(({ name, values }) => [name, values]),
      [
        ['Time', [10_000, 10_000]],
        ['kind', ['mcp', '']],
        ['tool', ['add', 'now']],
        ['Value #B', [3, 4]],
      ],
    );
  });

  test('of one query call its column Value', () => {
    const [frame] = frames(target, [{ metric: {}, values: [[10, '3']] }], STEP, false);
    assert.deepEqual(frame.fields.map(({ name }) => name), ['Time', 'Value']);
  });
});

describe('heatmaps', () => {
  test('count in each bucket what is not in the one below, from the lowest up', () => {
    const target = { refId: 'A', expr: 'x', format: 'heatmap' };
    const answer: Series[] = [
      { metric: { le: '+Inf' }, values: [[0, '9'], [5, '4']] },
      { metric: { le: '10' }, values: [[0, '7'], [5, '4']] },
      { metric: { le: '2.5' }, values: [[5, '1']] },
    ];
    const [frame] = frames(target, answer, STEP, false);
    assert.deepEqual(
      frame.fields.map(({ name, values }) => [name, values]),
      [
        ['Time', [0, 5000]],
        ['2.5', [0, 1]],
        ['10', [7, 3]],
        ['+Inf', [2, 0]],
      ],
    );
  });
});

test('without a format, a legend is the series as Prometheus writes it', () => {
  assert.equal(legend(undefined, { __name__: 'up', job: 'x' }), 'up{job="x"}');
  assert.equal(legend('__auto', { __name__: 'up' }), 'up');
  assert.equal(legend('{{gone}}', {}), '');
});

test('numbers may be infinite or none', () => {
  assert.deepEqual(['+Inf', '-Inf', 'NaN', '1e3'].map(number), [Infinity, -Infinity, NaN, 1000]);
});
