// Draws every [data-chart] from the JSON beside it. The table below each chart says the same.
(() => {
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const fills = () => ["--chart-1", "--chart-2", "--chart-3", "--chart-4", "--chart-5"].map(colour);
  const ordered = () => ["--accent", "--accent-line", "--chart-5", "--line"].map(colour);
  const base = () => ({
    color: fills(), animation: false,
    textStyle: { fontFamily: "inherit", color: colour("--ink-soft") },
    tooltip: { renderMode: "richText", confine: true },
    grid: { left: 8, right: 20, top: 16, bottom: 8, containLabel: true },
  });
  const names = (data) => ({ type: "category", data: data.labels, axisTick: { show: false }, axisLine: { lineStyle: { color: colour("--line") } }, axisLabel: { color: colour("--ink-soft"), interval: 0, hideOverlap: true, overflow: "truncate", width: 110 } });
  const numbers = () => ({ type: "value", minInterval: 1, splitLine: { lineStyle: { color: colour("--line") } }, axisLabel: { color: colour("--ink-soft"), hideOverlap: true } });
  const legend = (data) => data.series.length > 1 ? { legend: { bottom: 0, textStyle: { color: colour("--ink-soft") }, icon: "roundRect", itemWidth: 12, itemHeight: 12 }, grid: { ...base().grid, bottom: 32 } } : {};
  const value = (data) => (p) => `${p.name}\n${data.series.length > 1 ? `${p.seriesName}: ` : ""}${Number(p.value).toLocaleString()}${data.unit ? ` ${data.unit}` : ""}`;
  const bars = (data, stack) => ({
    ...base(), ...legend(data), tooltip: { ...base().tooltip, formatter: value(data) },
    xAxis: numbers(), yAxis: { ...names(data), inverse: true },
    ...(data.is_ordered ? { color: ordered() } : {}),
    series: [...data.series.map((each) => ({ name: each.name, type: "bar", stack: stack ? "all" : undefined, barMaxWidth: 26, data: each.values,
      label: { show: !stack, ...(each.spans ? { position: "insideLeft", color: colour("--card") } : { position: "right", color: colour("--ink") }) } })),
      ...data.series.filter((each) => each.spans).map(spans)],
  });
  // Low and high as a line with ends across each bar.
  const spans = (each) => ({
    type: "custom", silent: true, z: 3, data: each.spans.map((span, place) => [span?.[0], span?.[1], place]), encode: { x: [0, 1], y: 2 },
    renderItem: (_params, api) => {
      const [from, y] = api.coord([api.value(0), api.value(2)]), [to] = api.coord([api.value(1), api.value(2)]);
      const line = (x1, y1, x2, y2) => ({ type: "line", shape: { x1, y1, x2, y2 }, style: { stroke: colour("--ink"), lineWidth: 1.5 } });
      return { type: "group", children: [line(from, y, to, y), line(from, y - 5, from, y + 5), line(to, y - 5, to, y + 5)] };
    },
  });
  const named = (unit) => unit ? { name: unit, nameTextStyle: { color: colour("--ink-soft"), align: "left" } } : {};
  const lines = (data) => ({
    ...base(), ...legend(data), grid: { ...base().grid, ...legend(data).grid, top: data.unit ? 34 : 16 }, tooltip: { ...base().tooltip, formatter: value(data) },
    xAxis: names(data), yAxis: { ...numbers(), ...named(data.unit) },
    series: data.series.map((each) => ({ name: each.name, type: "line", symbolSize: 7, data: each.values })),
  });
  const option = (data) => data.kind === "line" ? lines(data) : bars(data, data.kind === "stack");

  const drawn = [];
  const draw = (box) => {
    const data = JSON.parse(document.getElementById(box.dataset.chart).textContent);
    const chart = echarts.init(box, null, { renderer: "svg" });
    chart.setOption(option(data));
    drawn.push([chart, data, box]);
  };
  const drawAll = (root) => {
    for (const box of root.querySelectorAll("[data-chart]:not([data-drawn])")) { box.dataset.drawn = "1"; draw(box); }
  };
  const begin = (root) => {
    if (!root.querySelector("[data-chart]:not([data-drawn])")) return;
    if (window.echarts) { drawAll(root); return; }
    const script = document.createElement("script");
    script.src = document.documentElement.dataset.echarts;
    script.onload = () => drawAll(document);
    document.head.append(script);
  };
  begin(document);
  document.addEventListener("htmx:load", (event) => begin(event.target));
  document.addEventListener("theme", () => { for (const [chart, data] of drawn) chart.setOption(option(data), true); });
  window.addEventListener("resize", () => { for (const [chart] of drawn) chart.resize(); });
})();
