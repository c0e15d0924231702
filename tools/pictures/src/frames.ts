import type { Frame, FrameField, Target } from './dashboard';
import type { Labels, Series } from './prometheus';

const LEGEND_LABEL = /\{\{\s*(.+?)\s*\}\}/g;
const TIME = 'Time';
const VALUE = 'Value';

/**
 * The frames that Grafana's data source makes of an answer, by the format of the query.
 *
 * @param interval milliseconds between two points; a longer pause is a gap in the line
 * @param ofSeveral whether the panel has more queries, so that columns of tables need names of their own
 */
export function frames(target: Target, answer: Series[], interval: number, ofSeveral: boolean): Frame[] {
  switch (target.format) {
    case 'table':
      return [table(target.refId, answer, ofSeveral)];
    case 'heatmap':
      return heatmap(target.refId, answer, interval);
    default:
      return answer.map((series) => line(target, series, interval));
  }
}

function line(target: Target, series: Series, interval: number): Frame {
  const name = legend(target.legendFormat, series.metric);
  const samples = withPauses(series.values, interval / 1000);
  return {
    refId: target.refId,
    name,
    fields: [
      times(samples.map(([time]) => time), interval),
      {
        name: VALUE,
        type: 'number',
        config: { displayNameFromDS: name },
        labels: series.metric,
        values: samples.map(([, value]) => (value === null ? null : number(value))),
      },
    ],
  };
}

/** With a point without a value in each pause, so that no line is drawn over what was not there. */
function withPauses(samples: Series['values'], interval: number): Array<[number, string | null]> {
  return samples.flatMap(([time, value], index) => {
    const before = index === 0 ? time : samples[index - 1][0];
    return time - before > interval ? [[before + interval, null], [time, value]] : [[time, value]];
  });
}

/** One row for each series: its labels, then its last value. */
function table(refId: string, answer: Series[], ofSeveral: boolean): Frame {
  const last = answer.map((series) => series.values[series.values.length - 1]);
  const labels = [...new Set(answer.flatMap((series) => Object.keys(series.metric)))].sort();
  return {
    refId,
    fields: [
      { name: TIME, type: 'time', config: {}, values: last.map(([time]) => time * 1000) },
      ...labels.map(
        (label): FrameField => ({
          name: label,
          type: 'string',
          config: {},
          values: answer.map((series) => series.metric[label] ?? ''),
        }),
      ),
      {
        name: ofSeveral ? `${VALUE} #${refId}` : VALUE,
        type: 'number',
        config: {},
        values: last.map(([, value]) => number(value)),
      },
    ],
  };
}

/** One field for each bucket, from the lowest up, holding what is in that bucket alone: those of Prometheus hold all below too. */
function heatmap(refId: string, answer: Series[], interval: number): Frame[] {
  const buckets = answer
    .filter((series) => series.metric.le !== undefined)
    .map((series) => ({
      bound: number(series.metric.le),
      label: series.metric.le,
      at: new Map(series.values.map(([time, value]) => [time, number(value)])),
    }))
    .sort((one, other) => one.bound - other.bound);
  if (buckets.length === 0) {
    return [];
  }
  const all = [...new Set(buckets.flatMap((bucket) => [...bucket.at.keys()]))].sort((one, other) => one - other);
  const below = (index: number, time: number) => (index === 0 ? 0 : (buckets[index - 1].at.get(time) ?? 0));
  return [
    {
      refId,
      fields: [
        times(all, interval),
        ...buckets.map(
          (bucket, index): FrameField => ({
            name: bucket.label,
            type: 'number',
            config: {},
            values: all.map((time) => Math.max(0, (bucket.at.get(time) ?? 0) - below(index, time))),
          }),
        ),
      ],
    },
  ];
}

function times(seconds: number[], interval: number): FrameField {
  return { name: TIME, type: 'time', config: { interval }, values: seconds.map((time) => time * 1000) };
}

/** The name of a series: the format with its labels put in, or, without a format, its labels as Prometheus writes them. */
export function legend(format: string | undefined, labels: Labels): string {
  if (format && format !== '__auto') {
    return format.replace(LEGEND_LABEL, (_, label: string) => labels[label] ?? '');
  }
  const { __name__: metric = '', ...others } = labels;
  const pairs = Object.entries(others).map(([label, value]) => `${label}="${value}"`);
  return pairs.length === 0 && metric ? metric : `${metric}{${pairs.join(', ')}}`;
}

/** A sample's value: Prometheus writes the infinite ones as `+Inf` and `-Inf`. */
export function number(text: string): number {
  return Number(text.replace('Inf', 'Infinity'));
}
