(() => {
  "use strict";

  const plots = JSON.parse(document.getElementById("plots").textContent);
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");

  /* Okabe and Ito's colours, which colour-blind people tell apart; the order suits the paper. */
  const LIGHT = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#55585e"];
  const DARK = ["#56b4e9", "#e69f00", "#2bb98f", "#cc79a7", "#e8742a", "#f0e442", "#b9bcc2"];
  /* Each in a square of 12; the same for points and legends. */
  const SHAPES = [
    "M6 0A6 6 0 1 0 6 12A6 6 0 1 0 6 0Z",
    "M1 1H11V11H1Z",
    "M6 0L12 11H0Z",
    "M6 0L12 6L6 12L0 6Z",
    "M0 1H12L6 12Z",
    "M4 0H8V4H12V8H8V12H4V8H0V4H4Z",
    "M2 0L6 4L10 0L12 2L8 6L12 10L10 12L6 8L2 12L0 10L4 6L0 2Z",
  ];
  const DASHES = ["solid", [7, 4], [2, 3]];
  const LIMIT_DASHES = [[5, 4], [1, 3], [9, 3, 2, 3]];
  const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
  const NARROW = 640;

  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);

  function paint(width) {
    const css = getComputedStyle(root);
    const of = (name) => css.getPropertyValue(name).trim();
    return {
      width,
      narrow: width < NARROW,
      dark: isDark(),
      series: isDark() ? DARK : LIGHT,
      good: isDark() ? "#2bb98f" : "#009e73",
      bad: isDark() ? "#e8742a" : "#d55e00",
      paper: of("--paper"),
      ink: of("--ink"),
      soft: of("--soft"),
      rule: of("--rule"),
      wash: of("--wash"),
    };
  }

  /* Figures for people. */

  const digits = (value) => {
    const size = Math.abs(value);
    const fraction = size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : size >= 0.01 ? 2 : 4;
    return value.toLocaleString("en", { maximumFractionDigits: fraction });
  };
  const short = (exact) => {
    const value = Number(exact.toPrecision(3));
    const size = Math.abs(value);
    const scaled = (by, unit) => Number((value / by).toPrecision(3)).toLocaleString("en") + " " + unit;
    return size >= 1e9 ? scaled(1e9, "G") : size >= 1e6 ? scaled(1e6, "M") : size >= 1e4 ? scaled(1e3, "k") : digits(value);
  };
  const micros = (exact) => {
    const value = Number(exact.toPrecision(3));
    const of = (by, unit) => Number((value / by).toPrecision(3)) + " " + unit;
    return value >= 1e6 ? of(1e6, "s") : value >= 1e3 ? of(1e3, "ms") : value >= 1 ? of(1, "µs") : of(1e-3, "ns");
  };
  const inUnit = (unit) => (unit === "us" ? micros : short);
  const times = (value) => "×" + (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));

  /* Axes. */

  function ceiling(top) {
    if (!(top > 0)) return { max: 1, interval: 0.25 };
    const rough = top / 4;
    const power = 10 ** Math.floor(Math.log10(rough));
    const interval = [1, 2, 2.5, 5, 10].map((step) => step * power).find((step) => step >= rough * 0.999);
    return { max: Math.ceil(top / interval - 1e-9) * interval, interval };
  }

  /** Half as many lines, for narrow plots; the last one still ends the axis. */
  const coarser = ({ max, interval }) => (interval ? { interval: 2 * interval, max: Math.ceil(max / (2 * interval) - 1e-9) * 2 * interval } : {});

  /** Limits far above would flatten everything else: they are told below the plot. */
  function withLimits(limits, top) {
    const near = limits.filter((limit) => limit.value <= 5 * top);
    return {
      near,
      beyond: limits.filter((limit) => limit.value > 5 * top),
      top: near.reduce((most, limit) => Math.max(most, limit.value * 1.06), top),
    };
  }

  function valueAxis(c, unit, range, more) {
    return {
      type: "value",
      min: 0,
      ...range,
      axisLine: { show: false },
      axisTick: { show: false },
      splitLine: { lineStyle: { color: c.rule } },
      axisLabel: { color: c.soft, formatter: inUnit(unit), hideOverlap: true },
      nameTextStyle: { color: c.soft, align: "left" },
      ...more,
    };
  }

  function decades(least, most) {
    const min = 10 ** Math.floor(Math.log10(least) + 1e-9);
    return { type: "log", logBase: 10, min, max: Math.max(10 * min, 10 ** Math.ceil(Math.log10(most) - 1e-9)) };
  }

  function categories(c, names, more) {
    return {
      type: "category",
      data: names,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: c.rule } },
      axisLabel: { color: c.soft, interval: 0 },
      nameTextStyle: { color: c.soft },
      ...more,
    };
  }

  function frame(c, option) {
    return {
      animation: false,
      backgroundColor: "transparent",
      textStyle: { fontFamily: FONT, fontSize: 12, color: c.ink },
      grid: { left: 4, right: 20, top: 34, bottom: 10, containLabel: true },
      legend: { show: false },
      tooltip: {
        renderMode: "richText",
        confine: true,
        backgroundColor: c.paper,
        borderColor: c.rule,
        textStyle: { color: c.ink, fontSize: 12 },
      },
      ...option,
    };
  }

  const style = (c, index) => ({
    color: c.series[index % c.series.length],
    shape: SHAPES[index % SHAPES.length],
    symbol: "path://" + SHAPES[index % SHAPES.length],
    dash: DASHES[Math.floor(index / c.series.length) % DASHES.length],
  });

  /** Limits are dashed lines; the legend says what they are, where no figure is in the way. */
  function limitLines(c, limits, axis) {
    return {
      type: "line",
      data: [],
      silent: true,
      markLine: {
        silent: true,
        symbol: "none",
        animation: false,
        label: { show: false },
        data: limits.map((limit, index) => ({ [axis]: limit.value, lineStyle: { color: c.ink, type: LIMIT_DASHES[index % LIMIT_DASHES.length], width: 1.5 } })),
      },
    };
  }

  const limitEntries = (c, limits) =>
    limits.map((limit, index) => ({ name: limit.name + ": " + short(limit.value), color: c.ink, dash: LIMIT_DASHES[index % LIMIT_DASHES.length], fixed: true }));

  const stroke = (color, width) => ({ stroke: color, lineWidth: width, fill: "none" });
  const lineOf = (x1, y1, x2, y2, pen) => ({ type: "line", shape: { x1, y1, x2, y2 }, style: pen });

  /** A whisker from a to b, across or up, with feet. */
  function whisker(a, b, pen, foot) {
    if (Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]) < 1) return [];
    const across = Math.abs(a[1] - b[1]) < 0.01;
    const end = (p) => (across ? lineOf(p[0], p[1] - foot, p[0], p[1] + foot, pen) : lineOf(p[0] - foot, p[1], p[0] + foot, p[1], pen));
    return [lineOf(a[0], a[1], b[0], b[1], pen), end(a), end(b)];
  }

  const label = (x, y, text, fill, more) => ({
    type: "text",
    x,
    y,
    style: { text, fill, font: "12px " + FONT, align: "left", verticalAlign: "middle", ...more },
    silent: true,
  });

  const ranged = (figure, unit) =>
    inUnit(unit)(figure.median) +
    (figure.min === figure.max ? "" : "  (" + inUnit(unit)(figure.min) + " – " + inUnit(unit)(figure.max) + ")");

  /* Plots: each returns the option, the height, the legend and what lies beyond. */

  function lines(plot, c) {
    const at = [...new Set(plot.series.flatMap((line) => line.points.map((point) => point.at)))].sort((a, b) => a - b);
    const top = Math.max(0, ...plot.series.flatMap((line) => line.points.map((point) => point.figure.max)));
    const limits = withLimits(plot.limits, top);
    const series = [limitLines(c, limits.near, "yAxis")];
    plot.series.forEach((line, index) => {
      const look = style(c, index);
      series.push({
        name: line.name,
        type: "custom",
        silent: true,
        z: 1,
        encode: { x: 0, y: [1, 2] },
        data: line.points.map((point) => [at.indexOf(point.at), point.figure.min, point.figure.max]),
        renderItem: (_, api) => ({
          type: "group",
          children: whisker(api.coord([api.value(0), api.value(1)]), api.coord([api.value(0), api.value(2)]), { ...stroke(look.color, 1.25), opacity: 0.55 }, 4),
        }),
      });
      series.push({
        name: line.name,
        type: "line",
        z: 2,
        symbol: look.symbol,
        symbolSize: 9,
        color: look.color,
        itemStyle: { color: look.color },
        lineStyle: { color: look.color, width: 2, type: look.dash },
        emphasis: { focus: "series" },
        tooltip: { formatter: (hit) => line.name + "\n" + digits(at[hit.value[0]]) + " " + plot.across + ": " + ranged(line.points[hit.dataIndex].figure, plot.unit) + " " + plot.unit },
        data: line.points.map((point) => [at.indexOf(point.at), point.figure.median]),
      });
    });
    return {
      height: c.narrow ? 300 : 380,
      legend: plot.series.map((line, index) => ({ name: line.name, ...style(c, index) })).concat(limitEntries(c, limits.near)),
      beyond: limits.beyond,
      option: frame(c, {
        grid: { left: 4, right: 20, top: 34, bottom: 26, containLabel: true },
        xAxis: categories(c, at.map(digits), { name: plot.across, nameLocation: "middle", nameGap: 28 }),
        yAxis: valueAxis(c, plot.unit, ceiling(limits.top), { name: plot.unit }),
        series,
      }),
    };
  }

  function bars(plot, c) {
    const all = plot.groups.flatMap((group) => group.bars);
    const names = [...new Set(all.map((bar) => bar.name))];
    const colour = (name) => c.series[names.indexOf(name) % c.series.length];
    const top = Math.max(0, ...all.map((bar) => bar.figure.max));
    const limits = plot.logarithmic ? { near: plot.limits, beyond: [], top: Math.max(top, ...plot.limits.map((limit) => limit.value)) } : withLimits(plot.limits, top);
    const positive = all.map((bar) => bar.figure.min).concat(plot.limits.map((limit) => limit.value)).filter((value) => value > 0);
    const range = plot.logarithmic && positive.length > 0 ? decades(Math.min(...positive) / 2, limits.top) : ceiling(limits.top);
    const foot = range.type === "log" ? range.min : 0;
    const upright = !c.narrow && plot.groups.length > 1 && all.length <= 28 && names.length <= 8;
    return upright ? uprightBars(plot, c, names, colour, limits, range, foot) : lyingBars(plot, c, names, colour, limits, range, foot);
  }

  function uprightBars(plot, c, names, colour, limits, range, foot) {
    const data = [];
    plot.groups.forEach((group, g) => group.bars.forEach((bar, slot) => data.push({ value: [g, Math.max(bar.figure.median, foot), Math.max(bar.figure.min, foot), bar.figure.max], bar, group, slot })));
    return {
      height: 380,
      legend: names.map((name, index) => ({ name, color: colour(name), key: String(index + 1), fixed: true })).concat(limitEntries(c, limits.near)),
      beyond: limits.beyond,
      option: frame(c, {
        xAxis: categories(c, plot.groups.map((group) => group.name), { axisLabel: { color: c.soft, interval: 0, width: (c.width - 80) / plot.groups.length, overflow: "break" } }),
        yAxis: valueAxis(c, plot.unit, range, { name: plot.unit }),
        series: [
          {
            type: "custom",
            encode: { x: 0, y: [1, 2, 3] },
            data,
            tooltip: { formatter: (hit) => data[hit.dataIndex].group.name + "\n" + data[hit.dataIndex].bar.name + ": " + ranged(data[hit.dataIndex].bar.figure, plot.unit) + " " + plot.unit },
            renderItem: (params, api) => {
              const { bar, group, slot } = data[params.dataIndex];
              const wide = Math.min(64, (api.size([1, 0])[0] * 0.84) / group.bars.length);
              const point = api.coord([api.value(0), api.value(1)]);
              const base = api.coord([api.value(0), foot])[1];
              const left = point[0] - (group.bars.length * wide) / 2 + slot * wide;
              const gap = Math.min(3, wide * 0.1);
              const middle = left + wide / 2;
              const high = api.coord([api.value(0), api.value(3)])[1];
              const children = [
                { type: "rect", shape: { x: left + gap, y: point[1], width: wide - 2 * gap, height: Math.max(0.5, base - point[1]), r: [2, 2, 0, 0] }, style: { fill: colour(bar.name) } },
                ...whisker([middle, api.coord([api.value(0), api.value(2)])[1]], [middle, high], stroke(c.ink, 1.2), Math.min(5, wide / 5)),
              ];
              if (base - point[1] > 22) children.push(label(middle, base - 10, String(names.indexOf(bar.name) + 1), c.paper, { align: "center", font: "600 11px " + FONT }));
              if (wide >= 38) children.push(label(middle, high - 10, inUnit(plot.unit)(bar.figure.median), c.soft, { align: "center", font: "11px " + FONT }));
              return { type: "group", children };
            },
          },
          limitLines(c, limits.near, "yAxis"),
        ],
      }),
    };
  }

  function lyingBars(plot, c, names, colour, limits, range, foot) {
    const rows = [];
    plot.groups.forEach((group) => {
      if (plot.groups.length > 1 || group.name) rows.push({ title: group.name });
      group.bars.forEach((bar) => rows.push({ bar, group }));
    });
    const data = rows.map((row, at) => ({ row, at })).filter(({ row }) => row.bar).map(({ row, at }) => ({ value: [Math.max(row.bar.figure.median, foot), at, Math.max(row.bar.figure.min, foot), row.bar.figure.max], row }));
    const room = c.narrow ? 0.4 * c.width : 260;
    return {
      height: 56 + rows.length * 24,
      legend: limitEntries(c, limits.near),
      beyond: limits.beyond,
      option: frame(c, {
        grid: { left: 4, right: 64, top: 8, bottom: 24, containLabel: true },
        xAxis: valueAxis(c, plot.unit, range, { name: plot.unit, nameLocation: "middle", nameGap: 26, splitNumber: c.narrow ? 2 : 4, nameTextStyle: { color: c.soft }, ...(c.narrow ? coarser(range) : {}) }),
        yAxis: categories(c, rows.map((row, at) => String(at)), {
          inverse: true,
          axisLine: { show: false },
          axisLabel: {
            interval: 0,
            color: c.ink,
            width: room,
            overflow: "truncate",
            formatter: (at) => { const row = rows[Number(at)]; return row.bar ? row.bar.name : "{title|" + row.title + "}"; },
            rich: { title: { fontWeight: 600, color: c.soft, fontSize: 12 } },
          },
        }),
        series: [
          {
            type: "custom",
            encode: { x: [0, 2, 3], y: 1 },
            data,
            tooltip: { formatter: (hit) => (data[hit.dataIndex].row.group.name ? data[hit.dataIndex].row.group.name + "\n" : "") + data[hit.dataIndex].row.bar.name + ": " + ranged(data[hit.dataIndex].row.bar.figure, plot.unit) + " " + plot.unit },
            renderItem: (params, api) => {
              const { bar } = data[params.dataIndex].row;
              const end = api.coord([api.value(0), api.value(1)]);
              const base = api.coord([foot, api.value(1)])[0];
              const right = api.coord([api.value(3), api.value(1)]);
              return {
                type: "group",
                children: [
                  { type: "rect", shape: { x: base, y: end[1] - 7, width: Math.max(1, end[0] - base), height: 14, r: [0, 2, 2, 0] }, style: { fill: colour(bar.name) } },
                  ...whisker(api.coord([api.value(2), api.value(1)]), right, stroke(c.ink, 1.2), 4),
                  label(right[0] + 6, end[1], inUnit(plot.unit)(bar.figure.median), c.soft),
                ],
              };
            },
          },
          limitLines(c, limits.near, "xAxis"),
        ],
      }),
    };
  }

  function percentiles(plot, c) {
    const rarest = Math.max(0, ...plot.distributions.flatMap((one) => one.points.map((point) => point.part).filter((part) => part < 1)));
    const end = 10 ** (Math.ceil(Math.log10(1 / (1 - rarest)) - 1e-6) + 1);
    const place = (part) => (part >= 1 ? end : 1 / (1 - part));
    const values = plot.distributions.flatMap((one) => one.points.map((point) => point.value)).filter((value) => value > 0);
    const named = (x) => (x <= 1 ? "p0" : x >= end * 0.999 ? "max" : "p" + Number((100 - 100 / x).toFixed(4)));
    return {
      height: c.narrow ? 300 : 360,
      legend: plot.distributions.map((one, index) => ({ name: one.name, ...style(c, index) })),
      beyond: [],
      option: frame(c, {
        grid: { left: 4, right: 24, top: 34, bottom: 10, containLabel: true },
        xAxis: { type: "log", logBase: 10, min: 1, max: end, axisLine: { lineStyle: { color: c.rule } }, axisTick: { show: false }, splitLine: { show: false }, axisLabel: { color: c.soft, formatter: named } },
        yAxis: { ...valueAxis(c, plot.unit, {}, { name: "latency" }), ...decades(Math.min(...values), Math.max(...values)) },
        series: plot.distributions.map((one, index) => {
          const look = style(c, index);
          const points = one.points.filter((point) => point.value > 0);
          return {
            name: one.name,
            type: "line",
            symbol: look.symbol,
            symbolSize: 8,
            color: look.color,
            itemStyle: { color: look.color },
            lineStyle: { color: look.color, width: 2, type: look.dash },
            emphasis: { focus: "series" },
            tooltip: { formatter: (hit) => one.name + "\n" + (points[hit.dataIndex].part >= 1 ? "max" : "p" + Number((points[hit.dataIndex].part * 100).toFixed(4))) + ": " + inUnit(plot.unit)(points[hit.dataIndex].value) },
            data: points.map((point) => [place(point.part), point.value]),
          };
        }),
      }),
    };
  }

  function waterfall(plot, c) {
    const steps = plot.steps;
    const top = Math.max(0, ...steps.map((step) => step.figure.max));
    const least = Math.min(...steps.map((step) => step.figure.min));
    const magnitudes = least > 0 && top / least > 20;
    const limits = magnitudes ? { near: plot.limits, beyond: [], top: Math.max(top, ...plot.limits.map((limit) => limit.value)) } : withLimits(plot.limits, top);
    const range = magnitudes ? decades(Math.min(least, ...plot.limits.map((limit) => limit.value)) / 1.5, limits.top * 1.2) : ceiling(limits.top * 1.1);
    const foot = magnitudes ? range.min : 0;
    const lying = c.narrow;
    const cat = lying ? 1 : 0;
    const val = lying ? 0 : 1;
    const pair = (at, value) => (lying ? [value, at] : [at, value]);
    const data = steps.map((step, at) => {
      const before = at === 0 ? foot : steps[at - 1].figure.median;
      const value = [];
      value[cat] = at;
      value[val] = Math.max(step.figure.median, foot);
      return { value: [...value, before, Math.max(step.figure.min, foot), step.figure.max], step };
    });
    const category = categories(c, steps.map((step) => step.name), lying ? { inverse: true, axisLine: { show: false }, axisLabel: { color: c.ink, interval: 0, width: 0.36 * c.width, overflow: "truncate" } } : { axisLabel: { color: c.ink, interval: 0, width: (c.width - 90) / steps.length - 8, overflow: "break" } });
    const value = valueAxis(c, plot.unit, range, lying ? { name: plot.unit, nameLocation: "middle", nameGap: 26, nameTextStyle: { color: c.soft }, ...coarser(range) } : { name: plot.unit });
    return {
      height: lying ? 60 + 40 * steps.length : 400,
      legend: limitEntries(c, limits.near),
      beyond: limits.beyond,
      option: frame(c, {
        grid: { left: 4, right: lying ? 84 : 20, top: lying ? 8 : 40, bottom: lying ? 24 : 10, containLabel: true },
        xAxis: lying ? value : category,
        yAxis: lying ? category : value,
        series: [
          {
            type: "custom",
            encode: lying ? { x: [0, 2, 3, 4], y: 1 } : { x: 0, y: [1, 2, 3, 4] },
            data,
            tooltip: { formatter: (hit) => data[hit.dataIndex].step.name + ": " + ranged(data[hit.dataIndex].step.figure, plot.unit) + " " + plot.unit },
            renderItem: (params, api) => {
              const at = params.dataIndex;
              const now = api.coord(pair(at, api.value(val)));
              const before = api.coord(pair(at, api.value(2)));
              const low = api.coord(pair(at, api.value(3)));
              const high = api.coord(pair(at, api.value(4)));
              const size = lying ? api.size([0, 1])[1] : api.size([1, 0])[0];
              const thick = Math.min(lying ? 20 : 76, size * 0.62);
              const fill = at === 0 ? c.series[6] : api.value(val) >= api.value(2) ? c.good : c.bad;
              const words = inUnit(plot.unit)(steps[at].figure.median);
              const factor = at === 0 ? "" : times(steps[at].figure.median / steps[at - 1].figure.median);
              const box = lying
                ? { x: Math.min(now[0], before[0]), y: now[1] - thick / 2, width: Math.max(1.5, Math.abs(now[0] - before[0])), height: thick }
                : { x: now[0] - thick / 2, y: Math.min(now[1], before[1]), width: thick, height: Math.max(1.5, Math.abs(now[1] - before[1])) };
              const children = [{ type: "rect", shape: { ...box, r: 2 }, style: { fill } }, ...whisker(low, high, stroke(c.ink, 1.2), 5)];
              if (at + 1 < steps.length) {
                children.push(lying ? lineOf(now[0], now[1] + thick / 2, now[0], now[1] + size - thick / 2, { ...stroke(c.soft, 1), lineDash: [2, 3] }) : lineOf(now[0] + thick / 2, now[1], now[0] + size - thick / 2, now[1], { ...stroke(c.soft, 1), lineDash: [2, 3] }));
              }
              const outer = lying ? Math.max(high[0], before[0], now[0]) : Math.min(high[1], before[1], now[1]);
              if (lying) {
                children.push(label(outer + 8, now[1] - (factor ? 7 : 0), words, c.ink));
                if (factor) children.push(label(outer + 8, now[1] + 8, factor, c.soft, { font: "11px " + FONT }));
              } else {
                children.push(label(now[0], outer - (factor ? 24 : 11), words, c.ink, { align: "center" }));
                if (factor) children.push(label(now[0], outer - 10, factor, c.soft, { align: "center", font: "11px " + FONT }));
              }
              return { type: "group", children };
            },
          },
          limitLines(c, limits.near, lying ? "xAxis" : "yAxis"),
        ],
      }),
    };
  }

  function heatMap(plot, c) {
    const most = Math.max(1e-9, ...plot.spots.map((spot) => spot.value));
    const wide = (c.width - 90) / Math.max(1, plot.columns.length);
    const hues = c.dark ? ["#1d2a36", "#235a82", "#3b93cc", "#9ad4f5"] : ["#e3eef5", "#9cc8e2", "#3b8fc2", "#003f66"];
    return {
      height: 96 + Math.max(30, Math.min(46, 260 / plot.rows.length)) * plot.rows.length,
      beyond: [],
      option: frame(c, {
        grid: { left: 26, right: 8, top: 8, bottom: 78, containLabel: true },
        tooltip: { ...frame(c, {}).tooltip, formatter: (hit) => plot.down + " " + plot.rows[hit.value[1]] + ", " + plot.across + " " + plot.columns[hit.value[0]] + "\n" + digits(hit.value[2]) + " " + plot.unit },
        xAxis: categories(c, plot.columns, { name: plot.across, nameLocation: "middle", nameGap: 28, axisLine: { show: false }, axisLabel: { color: c.soft, interval: Math.max(0, Math.ceil(44 / wide) - 1), hideOverlap: true } }),
        yAxis: categories(c, plot.rows, { name: plot.down, nameLocation: "middle", nameGap: 30, inverse: true, axisLine: { show: false } }),
        visualMap: { min: 0, max: most, calculable: false, orient: "horizontal", left: "center", bottom: 0, itemWidth: 10, itemHeight: Math.min(180, c.width / 3), text: [short(most) + " " + plot.unit, "0"], textStyle: { color: c.soft }, inRange: { color: hues } },
        series: [
          {
            type: "heatmap",
            data: plot.spots.map((spot) => [spot.column, spot.row, spot.value]),
            itemStyle: { borderColor: c.paper, borderWidth: 1.5, borderRadius: 2 },
            label: { show: wide >= 34, fontSize: 11, formatter: (hit) => short(hit.value[2]), color: "inherit" },
            emphasis: { itemStyle: { borderColor: c.ink } },
          },
        ].map((series) => ({
          ...series,
          data: plot.spots.map((spot) => ({ value: [spot.column, spot.row, spot.value], label: { color: spot.value > most * 0.45 !== c.dark ? "#ffffff" : c.dark && spot.value > most * 0.45 ? "#0c1a24" : c.ink } })),
        })),
      }),
    };
  }

  function treeShape(plot, c) {
    const most = Math.max(1, ...plot.levels.map((one) => one.pages));
    const share = (pages) => 0.06 + 0.94 * (Math.log1p(pages) / Math.log1p(most));
    const data = plot.levels.map((one, at) => ({ value: [0.5, at], one }));
    return {
      height: 24 + 62 * plot.levels.length,
      beyond: [],
      option: frame(c, {
        grid: { left: 4, right: 4, top: 4, bottom: 4 },
        xAxis: { type: "value", min: 0, max: 1, show: false },
        yAxis: { type: "category", inverse: true, show: false, data: plot.levels.map((one) => String(one.level)) },
        series: [
          {
            type: "custom",
            data,
            encode: { x: 0, y: 1 },
            tooltip: { show: false },
            renderItem: (params, api) => {
              const { one } = data[params.dataIndex];
              const [x, y] = api.coord([0.5, api.value(1)]);
              const wide = share(one.pages) * api.size([1, 0])[0];
              const left = x - wide / 2;
              const what = "level " + one.level + (one.level === 0 ? " (leaves)" : "") + ": " + digits(one.pages) + (one.pages === 1 ? " page, " : " pages, ") + Math.round(one.fill * 100) + "% full";
              return {
                type: "group",
                children: [
                  label(x, y - 16, what, c.ink, { align: "center" }),
                  { type: "rect", shape: { x: left, y: y - 4, width: wide, height: 20, r: 3 }, style: { fill: c.wash, stroke: c.rule } },
                  { type: "rect", shape: { x: left, y: y - 4, width: wide * Math.min(1, one.fill), height: 20, r: 3 }, style: { fill: c.series[0] } },
                ],
              };
            },
          },
        ],
      }),
    };
  }

  function ratios(plot, c) {
    const all = plot.ratios;
    const ends = all.flatMap((one) => [one.min, one.max, 1].concat(one.bound === undefined ? [] : [one.bound])).filter((end) => end > 0);
    const most = Math.max(...ends) * 1.1;
    const least = Math.min(...ends) / 1.1;
    const wideRange = most / least > 12;
    const base = wideRange ? 10 : 2;
    const power = (value, up) => base ** (up ? Math.ceil(Math.log(value) / Math.log(base) - 1e-9) : Math.floor(Math.log(value) / Math.log(base) + 1e-9));
    const low = wideRange ? power(least, false) : Math.min(0.5, power(least, false));
    const high = Math.max(2, wideRange ? most : power(most, true));
    const room = c.narrow ? 0 : Math.min(340, 0.38 * c.width);
    const verdict = (one) => {
      if (one.bound === undefined) return { mark: "", fill: c.series[0] };
      const met = one.atLeast ? one.min >= one.bound : one.max <= one.bound;
      const missed = one.atLeast ? one.max < one.bound : one.min > one.bound;
      return met ? { mark: "✓ met", fill: c.good } : missed ? { mark: "✗ missed", fill: c.bad } : { mark: "? too wide", fill: c.series[6] };
    };
    const data = all.map((one, at) => ({ value: [Math.max(one.median, low), at, Math.max(one.min, low), one.max, one.bound === undefined ? 1 : one.bound], one }));
    return {
      height: 44 + all.length * (c.narrow ? 54 : 34),
      beyond: [],
      option: frame(c, {
        grid: { left: c.narrow ? 16 : room + 4, right: c.narrow ? 78 : 150, top: 8, bottom: 26, containLabel: false },
        xAxis: { type: "log", logBase: base, min: low, max: high, axisLine: { show: false }, axisTick: { show: false }, splitLine: { lineStyle: { color: c.rule } }, axisLabel: { color: c.soft, hideOverlap: true, formatter: (value) => "×" + Number(value.toPrecision(3)) } },
        yAxis: { type: "category", inverse: true, show: false, data: all.map((one, at) => String(at)) },
        series: [
          {
            type: "custom",
            encode: { x: [0, 2, 3, 4], y: 1 },
            clip: false,
            data,
            tooltip: { formatter: (hit) => data[hit.dataIndex].one.name + "\n" + times(data[hit.dataIndex].one.median) + "  (" + data[hit.dataIndex].one.min.toFixed(2) + " – " + data[hit.dataIndex].one.max.toFixed(2) + ")" },
            renderItem: (params, api) => {
              const { one } = data[params.dataIndex];
              const says = verdict(one);
              const shift = c.narrow ? 9 : 0;
              const place = (value) => { const point = api.coord([value, api.value(1)]); return [point[0], point[1] + shift]; };
              const dot = place(api.value(0));
              const from = params.coordSys.x;
              const to = from + params.coordSys.width;
              const children = [
                ...whisker(place(api.value(2)), place(api.value(3)), stroke(says.fill, 2), 4),
                { type: "circle", shape: { cx: dot[0], cy: dot[1], r: 5 }, style: { fill: says.fill, stroke: c.paper, lineWidth: 1.5 } },
                label(to + 10, dot[1] - (c.narrow && says.mark ? 8 : 0), times(one.median), c.ink, { font: "600 13px " + FONT }),
              ];
              if (says.mark) children.push(c.narrow ? label(to + 10, dot[1] + 8, says.mark, says.fill, { font: "11px " + FONT }) : label(to + 66, dot[1], says.mark, says.fill, { font: "12px " + FONT }));
              if (one.bound !== undefined) {
                const bound = place(one.bound);
                children.push(lineOf(bound[0], bound[1] - 9, bound[0], bound[1] + 9, stroke(c.ink, 2)));
              }
              children.push(c.narrow ? label(0, dot[1] - 23, one.name, c.ink, { width: c.width, overflow: "truncate", stroke: c.paper, lineWidth: 3 }) : label(from - 14, dot[1], one.name, c.ink, { align: "right", width: room - 14, overflow: "truncate" }));
              return { type: "group", children };
            },
          },
          {
            type: "line",
            data: [],
            silent: true,
            markLine: { silent: true, symbol: "none", animation: false, label: { show: false }, lineStyle: { color: c.soft, type: "solid", width: 1.25 }, data: [{ xAxis: 1 }] },
          },
        ],
      }),
    };
  }

  const KINDS = { Lines: lines, Bars: bars, Percentiles: percentiles, Waterfall: waterfall, HeatMap: heatMap, TreeShape: treeShape, Ratios: ratios };

  /* Legends are ours: they wrap, and tell lines apart by more than their colour. */

  const SVG = "http://www.w3.org/2000/svg";

  function node(parent, name, attributes) {
    const made = document.createElementNS(SVG, name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    parent.append(made);
    return made;
  }

  function swatch(entry, paper) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("width", entry.key ? 18 : 28);
    svg.setAttribute("height", 16);
    svg.setAttribute("aria-hidden", "true");
    if (entry.key) {
      node(svg, "rect", { x: 1, y: 1, width: 16, height: 14, rx: 2, fill: entry.color });
      node(svg, "text", { x: 9, y: 12, fill: paper, "font-size": 11, "font-weight": 600, "text-anchor": "middle" }).textContent = entry.key;
      return svg;
    }
    node(svg, "line", { x1: 0, y1: 8, x2: 28, y2: 8, stroke: entry.color, "stroke-width": 2, "stroke-dasharray": entry.dash === "solid" ? "none" : entry.dash.join(" ") });
    if (entry.shape) node(svg, "path", { d: entry.shape, fill: entry.color, transform: "translate(9.5 3.5) scale(0.75)" });
    return svg;
  }

  function legend(place, entries, chart, hidden, c) {
    const list = document.createElement("ul");
    list.className = "legend";
    entries.forEach((entry) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.append(swatch(entry, c.paper), entry.name);
      if (entry.fixed) {
        button.disabled = true;
        button.style.cursor = "default";
      } else {
        button.setAttribute("aria-pressed", String(!hidden.has(entry.name)));
        button.addEventListener("click", () => {
          if (!hidden.delete(entry.name)) hidden.add(entry.name);
          button.setAttribute("aria-pressed", String(!hidden.has(entry.name)));
          chart.dispatchAction({ type: hidden.has(entry.name) ? "legendUnSelect" : "legendSelect", name: entry.name });
        });
      }
      item.append(button);
      list.append(item);
    });
    place.replaceChildren(...(entries.length > 0 ? [list] : []));
  }

  /* From here on the page. */

  const drawn = [...document.querySelectorAll(".plot")].map((element) => {
    const below = document.createElement("div");
    element.after(below);
    return { element, below, plot: plots[Number(element.dataset.plot)], chart: null, hidden: new Set(), width: 0 };
  });

  function draw(one) {
    const width = Math.floor(one.element.parentElement.clientWidth);
    if (width === 0) return;
    const c = paint(width);
    const made = KINDS[one.plot.kind](one.plot, c);
    one.width = width;
    one.element.style.height = made.height + "px";
    one.element.style.display = "block";
    if (one.chart) one.chart.resize({ width, height: made.height });
    else one.chart = echarts.init(one.element, null, { renderer: "svg", width, height: made.height });
    const entries = made.legend && (made.legend.length > 1 || made.legend.some((entry) => entry.fixed)) ? made.legend : [];
    made.option.legend = { show: false, data: entries.filter((entry) => !entry.fixed).map((entry) => entry.name), selected: Object.fromEntries([...one.hidden].map((name) => [name, false])) };
    one.chart.setOption(made.option, true);
    legend(one.below, entries, one.chart, one.hidden, c);
    made.beyond.forEach((limit) => {
      const words = document.createElement("p");
      words.className = "beyond";
      words.textContent = "Beyond the plot: " + limit.name + ", " + short(limit.value);
      one.below.append(words);
    });
  }

  const drawAll = () => drawn.forEach(draw);

  const button = document.getElementById("theme");
  function nameButton() {
    button.hidden = false;
    button.textContent = isDark() ? "Light" : "Dark";
    button.setAttribute("aria-label", "Show in " + (isDark() ? "light" : "dark") + " colours");
  }
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    nameButton();
    drawAll();
  });
  system.addEventListener("change", () => {
    nameButton();
    drawAll();
  });

  document.querySelectorAll("details.figures").forEach((details) => details.removeAttribute("open"));
  nameButton();
  drawAll();
  let due = 0;
  new ResizeObserver(() => {
    cancelAnimationFrame(due);
    due = requestAnimationFrame(() => drawn.filter((one) => one.width !== Math.floor(one.element.parentElement.clientWidth)).forEach(draw));
  }).observe(document.body);
  root.dataset.drawn = "yes";
})();
