export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What a custom series may ask of its row: values by place, and where a value stands on the picture. */
export interface Row {
  value(dimension: number): number;
  coord(point: readonly [number, number]): readonly [number, number];
}

/** @param option of ECharts: https://echarts.apache.org/en/option.html */
export function draw(option: object, size: Size): string;
