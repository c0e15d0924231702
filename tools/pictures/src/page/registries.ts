import {
  dataLinksOverrideProcessor,
  DataTransformerID,
  type FieldConfigPropertyItem,
  type FieldConfigSource,
  FieldConfigOptionsRegistry,
  FieldType,
  standardTransformers,
  standardTransformersRegistry,
} from '@grafana/data';

const STANDARD = ['unit', 'min', 'max', 'decimals', 'displayName', 'noValue', 'thresholds', 'mappings', 'color', 'links'];
const CUSTOM = 'custom.';

/** Grafana's core registers its transformations at its start; these are the ones that the dashboards use. */
export function registerTransformations(): void {
  const used = { [DataTransformerID.merge]: standardTransformers.mergeTransformer, [DataTransformerID.organize]: standardTransformers.organizeFieldsTransformer };
  standardTransformersRegistry.setInit(() =>
    Object.entries(used).map(([id, transformation]) => ({
      id,
      name: transformation.name,
      transformation,
      editor: () => null,
      imageDark: '',
      imageLight: '',
    })),
  );
}

/** The settings of fields that a panel may have: the ones of all panels, and those of its own type that it or one of its overrides sets. */
export function fieldConfigRegistry({ defaults, overrides }: FieldConfigSource): FieldConfigOptionsRegistry {
  const custom = new Set([
    ...Object.keys(defaults.custom ?? {}).map((name) => CUSTOM + name),
    ...overrides.flatMap(({ properties }) => properties.map(({ id }) => id)).filter((id) => id.startsWith(CUSTOM)),
  ]);
  return new FieldConfigOptionsRegistry(() => [
    ...STANDARD.map((id) => property(id, id, false)),
    ...[...custom].map((id) => property(id, id.slice(CUSTOM.length), true)),
  ]);
}

function property(id: string, path: string, isCustom: boolean): FieldConfigPropertyItem {
  return {
    id,
    path: path as never,
    name: id,
    isCustom,
    // The label is the y axis'; the time is read without one.
    shouldApply: (field) => id !== `${CUSTOM}axisLabel` || field.type === FieldType.number,
    process: id === 'links' ? dataLinksOverrideProcessor : (value) => value,
    editor: () => null,
    override: () => null,
  };
}
