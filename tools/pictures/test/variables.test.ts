import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { choose, replace, values } from '../src/variables';

const NAMESPACE = {
  name: 'namespace',
  label: 'Namespace',
  type: 'query',
  query: { query: 'label_values({__name__=~"up|turns", kind=~"Agent|SubAgent"}, namespace)' },
};
const AGENT = { name: 'agent', label: 'Agent', type: 'query', query: 'label_values(turns{namespace=~"$namespace"}, agent)' };

/** A Prometheus that remembers what it was asked. */
function asked(answers: Record<string, string[]>) {
  const questions: Array<[string, string]> = [];
  const labelValues = async (selector: string, label: string) => {
    questions.push([selector, label]);
    return answers[label] ?? [];
  };
  return { questions, labelValues };
}

describe('a choice', () => {
  test('is all, where a reader may choose all', async () => {
    const { questions, labelValues } = asked({});
    const choices = await choose([{ ...NAMESPACE, includeAll: true, allValue: '.*' }], new Map(), labelValues);
    assert.deepEqual(choices.get('namespace'), { label: 'Namespace', text: 'All', query: '.*' });
    assert.deepEqual(questions, []);
  });

  test('is the first value otherwise, looked up with the choices before it', async () => {
    const { questions, labelValues } = asked({ namespace: ['shop', 'bank'], agent: ['teller'] });
    const choices = await choose([NAMESPACE, AGENT], new Map(), labelValues);
    assert.equal(choices.get('namespace')?.text, 'bank');
    assert.equal(choices.get('agent')?.text, 'teller');
    assert.deepEqual(questions, [
      ['{__name__=~"up|turns", kind=~"Agent|SubAgent"}', 'namespace'],
      ['turns{namespace=~"bank"}', 'agent'],
    ]);
  });

  test('is what was wished for, escaped for a regular expression in a string', async () => {
    const { labelValues } = asked({});
    const choices = await choose([NAMESPACE], new Map([['namespace', 'a.b']]), labelValues);
    assert.deepEqual(choices.get('namespace'), { label: 'Namespace', text: 'a.b', query: 'a\\\\.b' });
  });

  test('leaves variables alone that are no queries', async () => {
    const choices = await choose([{ name: 'datasource', type: 'datasource', query: 'prometheus' }], new Map(), asked({}).labelValues);
    assert.equal(choices.size, 0);
  });

  test('fails where there is no value, and says of which variable', async () => {
    await assert.rejects(choose([NAMESPACE], new Map(), asked({}).labelValues), /variable namespace: Prometheus has no value for it/);
  });

  test('fails on a query that is no lookup of a label', async () => {
    await assert.rejects(choose([{ ...NAMESPACE, query: 'metrics(.*)' }], new Map(), asked({}).labelValues), /cannot read its query: metrics/);
  });
});

describe('replacing', () => {
  const choices = new Map([['agent', { label: 'Agent', text: 'All', query: '.*' }]]);
  const known = values(choices, { from: 0, to: 900_000 }, { interval: 500, rateInterval: 20_000 });

  test('puts in what Grafana puts in', () => {
    const query = 'rate(turns{agent=~"$agent"}[$__rate_interval]) / $__range_s + increase(turns[$__range]) + ${__interval_ms} + x[$__interval]';
    assert.equal(replace(query, known), 'rate(turns{agent=~".*"}[20s]) / 900 + increase(turns[900s]) + 500 + x[500ms]');
  });

  test("leaves PromQL's own dollars alone", () => {
    assert.equal(replace('label_replace(x, "a", "$1", "b", "(.*)")', known), 'label_replace(x, "a", "$1", "b", "(.*)")');
  });

  test('fails on a variable that nobody knows', () => {
    assert.throws(() => replace('x{model="$model"}', known), /unknown variable \$model in: x/);
  });
});
