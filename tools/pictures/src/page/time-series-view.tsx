import { type DataFrame, FieldType } from '@grafana/data';
import { TimeSeries } from '@grafana/ui';
import { NoData, TIME_ZONE, type ViewProps } from './panel-view';

export function TimeSeriesView({ panel, data, timeRange, width, height }: ViewProps) {
  const frames = data.map(withGaps).filter((frame) => frame.length > 0);
  if (frames.length === 0) {
    return <NoData panel={panel} width={width} height={height} />;
  }
  return (
    <TimeSeries
      frames={frames}
      timeRange={timeRange}
      timeZone={TIME_ZONE}
      width={width}
      height={height}
      legend={panel.options.legend}
      options={panel.options}
    />
  );
}

/** A quotient of nothing by nothing is a gap in the line, as Grafana's panel draws it. */
function withGaps(frame: DataFrame): DataFrame {
  const fields = frame.fields.map((field) =>
    field.type === FieldType.number ? { ...field, values: field.values.map((value) => (Number.isFinite(value) ? value : null)) } : field,
  );
  return { ...frame, fields };
}
