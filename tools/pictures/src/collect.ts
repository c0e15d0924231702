import type { Dashboard, DrawnPanel, Drawing, Panel } from './dashboard';
import { frames } from './frames';
import { place } from './grid';
import type { Prometheus } from './prometheus';
import { type Choices, choose, replace, values } from './variables';
import { aligned, resolution, type TimeWindow } from './window';

/** Asks a Prometheus everything that the panels of a dashboard ask, as Grafana would. */
export async function collect(
  dashboard: Dashboard,
  prometheus: Prometheus,
  window: TimeWindow,
  wishes: Map<string, string>,
): Promise<Drawing> {
  const scrapeInterval = await prometheus.scrapeInterval();
  const choices = await choose(dashboard.templating.list, wishes, (selector, label) =>
    prometheus.labelValues(selector, label, window),
  );
  const panels: DrawnPanel[] = [];
  // One after the other: a Prometheus of a demo has better things to do than to answer a hundred queries at once.
  for (const panel of dashboard.panels) {
    panels.push(await withData(panel, prometheus, window, scrapeInterval, choices));
  }
  return {
    title: dashboard.title,
    choices: [...choices.values()].map(({ label, text }) => ({ label, text })),
    from: window.from,
    to: window.to,
    panels,
  };
}

async function withData(
  panel: Panel,
  prometheus: Prometheus,
  window: TimeWindow,
  scrapeInterval: number,
  choices: Choices,
): Promise<DrawnPanel> {
  const targets = panel.targets ?? [];
  const fineness = resolution(window, Math.floor(place(panel).width), scrapeInterval);
  const replacements = values(choices, window, fineness);
  const answers = [];
  for (const target of targets) {
    try {
      const query = replace(target.expr, replacements);
      const answer = target.instant
        ? await prometheus.instant(query, window.to)
        : await prometheus.range(query, aligned(window, fineness.interval), fineness.interval);
      answers.push(...frames(target, answer, fineness.interval, targets.length > 1));
    } catch (failure) {
      throw new Error(`panel "${panel.title}", query ${target.refId}: ${(failure as Error).message}`);
    }
  }
  return { panel, frames: answers };
}

/** Titles of the panels that have nothing to show. */
export function withoutData(drawing: Drawing): string[] {
  return drawing.panels
    .filter(({ panel }) => panel.type !== 'row')
    .filter(({ frames }) => !frames.some(hasValue))
    .map(({ panel }) => panel.title);
}

function hasValue(frame: DrawnPanel['frames'][number]): boolean {
  return frame.fields.some((field) => field.type === 'number' && field.values.some((value) => Number.isFinite(value)));
}
