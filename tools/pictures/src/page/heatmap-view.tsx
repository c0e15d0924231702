import { type DataFrame, type Field, FieldType, formattedValueToString, getValueFormat } from '@grafana/data';
import { AxisPlacement, ScaleDirection, ScaleOrientation } from '@grafana/schema';
import { UPlotChart, UPlotConfigBuilder, useTheme2 } from '@grafana/ui';
import type uPlot from 'uplot';
import { heatColours, type HeatColours } from './heat-colours';
import { NoData, TIME_ZONE, type ViewProps } from './panel-view';

const LEGEND_HEIGHT = 40;

/**
 * Grafana's heatmap is a part of its core that no package offers. This one draws the same on the same chart: a line of cells for each bucket,
 * evenly high, marked with the bucket's upper bound.
 */
export function HeatmapView({ panel, data, timeRange, width, height }: ViewProps) {
  const theme = useTheme2();
  const frame = data[0];
  const buckets = frame?.fields.filter((field) => field.type === FieldType.number) ?? [];
  const { options } = panel;
  const counts = buckets.flatMap((bucket) => bucket.values as number[]).filter((count) => count > options.filterValues.le);
  if (counts.length === 0) {
    return <NoData panel={panel} width={width} height={height} />;
  }
  const shown = usedRows(buckets, options.filterValues.le);
  const most = Math.max(...counts);
  const colours = heatColours(options.color, most, theme.isDark);
  const bound = getValueFormat(options.yAxis.unit);

  const config = new UPlotConfigBuilder(TIME_ZONE);
  config.addScale({
    scaleKey: 'x',
    isTime: true,
    orientation: ScaleOrientation.Horizontal,
    direction: ScaleDirection.Right,
    range: [timeRange.from.valueOf(), timeRange.to.valueOf()],
  });
  config.addScale({
    scaleKey: 'y',
    isTime: false,
    orientation: ScaleOrientation.Vertical,
    direction: ScaleDirection.Up,
    range: [0, shown.length],
  });
  config.addAxis({ scaleKey: 'x', isTime: true, placement: AxisPlacement.Bottom, theme, timeZone: TIME_ZONE });
  config.addAxis({
    scaleKey: 'y',
    placement: AxisPlacement.Left,
    theme,
    grid: { show: false },
    splits: [...shown.keys()].map((row) => row + 1),
    formatValue: (row: number) => (shown[row - 1] ? upperBound(shown[row - 1], bound) : ''),
  });
  config.addSeries({ scaleKey: 'y', theme, pathBuilder: () => null, show: true });
  config.addHook('draw', (plot) => drawCells(plot, frame, shown, colours, options.filterValues.le, options.cellGap));
  config.setPrepData(([aligned]) => [aligned.fields[0].values, aligned.fields[0].values.map(() => 0)] as uPlot.AlignedData);

  return (
    <>
      <UPlotChart config={config} data={config.prepData!([frame]) as uPlot.AlignedData} width={width} height={height - LEGEND_HEIGHT} />
      <ColourScale colours={colours} most={most} unit={options.cellValues.unit} />
    </>
  );
}

/** From the lowest bucket that holds anything to the highest. */
function usedRows(buckets: Field[], least: number): Field[] {
  const used = buckets.map((bucket) => bucket.values.some((count) => count > least));
  return buckets.slice(Math.max(0, used.indexOf(true) - 1), used.lastIndexOf(true) + 1);
}

function upperBound(bucket: Field, format: ReturnType<typeof getValueFormat>): string {
  return bucket.name === '+Inf' ? '+Inf' : formattedValueToString(format(Number(bucket.name)));
}

function drawCells(plot: uPlot, frame: DataFrame, buckets: Field[], colours: HeatColours, least: number, gap: number): void {
  const [times] = frame.fields;
  const interval = times.config.interval ?? 0;
  plot.ctx.save();
  plot.ctx.beginPath();
  plot.ctx.rect(plot.bbox.left, plot.bbox.top, plot.bbox.width, plot.bbox.height);
  plot.ctx.clip();
  buckets.forEach((bucket, row) =>
    bucket.values.forEach((count: number, index: number) => {
      if (count <= least) {
        return;
      }
      // A rate at a time is about what was before it.
      const left = plot.valToPos(times.values[index] - interval, 'x', true);
      const right = plot.valToPos(times.values[index], 'x', true);
      const top = plot.valToPos(row + 1, 'y', true);
      const bottom = plot.valToPos(row, 'y', true);
      plot.ctx.fillStyle = colours.of(count);
      plot.ctx.fillRect(left, top, Math.max(1, right - left - gap), Math.max(1, bottom - top - gap));
    }),
  );
  plot.ctx.restore();
}

function ColourScale({ colours, most, unit }: { colours: HeatColours; most: number; unit: string }) {
  const text = (value: number) => formattedValueToString(getValueFormat(unit)(value));
  return (
    <div style={{ width: 300, margin: '4px 0 0 8px', fontSize: 12 }}>
      <div style={{ height: 8, background: `linear-gradient(to right, ${colours.all.join(', ')})` }} />
      <div style={{ display: 'flex', justifyContent: 'space-between' }}>
        <span>{text(0)}</span>
        <span>{text(most)}</span>
      </div>
    </div>
  );
}
