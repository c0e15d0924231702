import { type FieldDisplay, getDisplayValueAlignmentFactors, getFieldDisplayValues, VizOrientation } from '@grafana/data';
import { BigValue, BigValueGraphMode, useTheme2, VizRepeater } from '@grafana/ui';
import { fieldConfig, KEEP_VARIABLES, TIME_ZONE, type ViewProps } from './panel-view';

export function StatView({ panel, data, timeRange, width, height }: ViewProps) {
  const theme = useTheme2();
  const { options } = panel;
  const values = () =>
    getFieldDisplayValues({
      fieldConfig: fieldConfig(panel),
      reduceOptions: options.reduceOptions,
      replaceVariables: KEEP_VARIABLES,
      theme,
      data,
      sparkline: options.graphMode !== BigValueGraphMode.None,
      timeZone: TIME_ZONE,
    }).map((value): FieldDisplay => (value.sparkline ? { ...value, sparkline: { ...value.sparkline, timeRange } } : value));
  return (
    <VizRepeater
      getValues={values}
      getAlignmentFactors={getDisplayValueAlignmentFactors}
      renderValue={({ value, alignmentFactors, width: valueWidth, height: valueHeight, count }) => (
        <BigValue
          value={value.display}
          count={count}
          sparkline={value.sparkline}
          colorMode={options.colorMode}
          graphMode={options.graphMode}
          justifyMode={options.justifyMode}
          textMode={options.textMode}
          disableWideLayout={!options.wideLayout}
          alignmentFactors={alignmentFactors}
          width={valueWidth}
          height={valueHeight}
          theme={theme}
        />
      )}
      width={width}
      height={height}
      source={data}
      itemSpacing={3}
      renderCounter={0}
      autoGrid
      orientation={VizOrientation.Auto}
    />
  );
}
