// Two charts of the numbers that also stand in the tables.
const data = JSON.parse(document.getElementById("chart-data")?.textContent || "null");
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const percent = (share) => `${Math.round(share * 100)}%`;

const base = () => ({
  textStyle: { fontFamily: "inherit", color: colour("--ink-soft") },
  animation: false,
  tooltip: { renderMode: "richText", confine: true },
});
const axis = () => ({ axisLine: { lineStyle: { color: colour("--line") } }, axisLabel: { color: colour("--ink-soft") } });

const versionsOption = (rows) => ({
  ...base(),
  grid: { left: 8, right: 24, top: 16, bottom: 8, containLabel: true },
  tooltip: { ...base().tooltip, formatter: (p) => { const i = p.dataIndex, r = rows.intervals[i]; return `${rows.names[i]}\n${percent(rows.shares[i])} (${percent(r[0])}–${percent(r[1])}), n = ${rows.counts[i]}`; } },
  xAxis: { type: "value", min: 0, max: 1, axisLabel: { color: colour("--ink-soft"), formatter: percent }, splitLine: { lineStyle: { color: colour("--line") } } },
  yAxis: { type: "category", data: rows.names, ...axis() },
  series: [
    { type: "custom", data: rows.intervals.map((r, i) => [r[0], r[1], i]), encode: { x: [0, 1], y: 2 },
      renderItem: (params, api) => {
        const from = api.coord([api.value(0), api.value(2)]), to = api.coord([api.value(1), api.value(2)]);
        return { type: "rect", shape: { x: from[0], y: from[1] - 5, width: to[0] - from[0], height: 10, r: 5 }, style: { fill: colour("--accent-line") } };
      } },
    { type: "scatter", symbolSize: 14, itemStyle: { color: colour("--accent") }, data: rows.shares.map((share, i) => [share, i]),
      label: { show: true, position: "top", formatter: (p) => percent(p.value[0]), color: colour("--ink"), fontWeight: 600 } },
  ],
});
const ranksOption = (rows) => {
  const fills = [colour("--accent"), colour("--accent-line"), "#b8c2c8", "#dfe5e8"];
  const totals = rows.counts.map((counts) => counts.reduce((a, b) => a + b, 0) || 1);
  return {
    ...base(),
    grid: { left: 8, right: 16, top: 8, bottom: 34, containLabel: true },
    legend: { bottom: 0, textStyle: { color: colour("--ink-soft") }, icon: "roundRect", itemWidth: 12, itemHeight: 12 },
    tooltip: { ...base().tooltip, formatter: (p) => `${rows.names[p.dataIndex]} · ${p.seriesName}: ${rows.counts[p.dataIndex][p.seriesIndex]} / ${totals[p.dataIndex]}` },
    xAxis: { type: "value", max: 1, axisLabel: { color: colour("--ink-soft"), formatter: percent }, splitLine: { lineStyle: { color: colour("--line") } } },
    yAxis: { type: "category", inverse: true, data: rows.names, ...axis() },
    series: rows.grades.map((name, g) => ({ name, type: "bar", stack: "all", barMaxWidth: 34, itemStyle: { color: fills[g] }, data: rows.counts.map((counts, i) => counts[g] / totals[i]) })),
  };
};

if (data && window.echarts) {
  const boxes = [["chart-versions", () => versionsOption(data.versions)], ["chart-ranks", () => ranksOption(data.ranks)]];
  const drawn = boxes.map(([id, option]) => [echarts.init(document.getElementById(id)), option]);
  const draw = () => drawn.forEach(([chart, option]) => chart.setOption(option(), true));
  draw();
  document.addEventListener("theme", draw);
  window.addEventListener("resize", () => drawn.forEach(([chart]) => chart.resize()));
}
