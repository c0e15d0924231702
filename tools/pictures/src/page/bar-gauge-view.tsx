import { type FieldDisplay, getDisplayValueAlignmentFactors, getFieldDisplayValues } from '@grafana/data';
import { BarGauge, useTheme2, VizRepeater } from '@grafana/ui';
import { fieldConfig, KEEP_VARIABLES, NoData, TIME_ZONE, type ViewProps } from './panel-view';

export function BarGaugeView({ panel, data, width, height }: ViewProps) {
  const theme = useTheme2();
  const { options } = panel;
  if (data.length === 0) {
    return <NoData panel={panel} width={width} height={height} />;
  }
  const values = () =>
    getFieldDisplayValues({
      fieldConfig: fieldConfig(panel),
      reduceOptions: options.reduceOptions,
      replaceVariables: KEEP_VARIABLES,
      theme,
      data,
      timeZone: TIME_ZONE,
    });
  const processor = ({ view, colIndex }: FieldDisplay) =>
    view && colIndex !== undefined ? view.getFieldDisplayProcessor(colIndex) : undefined;
  return (
    <VizRepeater
      getValues={values}
      getAlignmentFactors={getDisplayValueAlignmentFactors}
      renderValue={({ value, alignmentFactors, orientation, width: valueWidth, height: valueHeight, count }) => (
        <BarGauge
          value={value.display}
          field={value.field}
          display={processor(value)}
          alignmentFactors={alignmentFactors}
          orientation={orientation}
          width={valueWidth}
          height={valueHeight}
          theme={theme}
          itemSpacing={10}
          displayMode={options.displayMode}
          showUnfilled={options.showUnfilled}
          valueDisplayMode={options.valueMode}
          namePlacement={options.namePlacement}
          isOverflow={count * options.minVizHeight > height}
        />
      )}
      width={width}
      height={height}
      source={data}
      itemSpacing={10}
      renderCounter={0}
      orientation={options.orientation}
      minVizWidth={options.minVizWidth}
      minVizHeight={options.minVizHeight}
      maxVizHeight={options.maxVizHeight}
    />
  );
}
