// A chart over time by uPlot, which is fetched with the first chart.
import { h, tags, useEffect, useRef, useState } from "./dom.js";

const { div, figcaption, figure, span } = tags;

let loading = null;

function library() {
	loading = loading || new Promise((resolve, reject) => {
		const style = document.createElement("link");
		style.rel = "stylesheet";
		style.href = "console/lib/uplot.css";
		const script = document.createElement("script");
		script.src = "console/lib/uplot.js";
		script.onload = () => resolve(globalThis.uPlot);
		script.onerror = reject;
		document.head.append(style, script);
	});
	return loading;
}

const HEIGHT = 108;

/**
 * @param title what is measured
 * @param value the newest value, as text
 * @param lines a list of {name, color: a colour of app.css, values}; a value may be null
 * @param times in seconds
 */
export function Chart({ title, value, detail, lines, times, unit, tone }) {
	const box = useRef(null);
	const plot = useRef(null);
	const [ready, setReady] = useState(Boolean(globalThis.uPlot));
	const [theme, setTheme] = useState(0);
	useEffect(() => {
		const changed = () => setTheme((count) => count + 1);
		const scheme = matchMedia("(prefers-color-scheme: dark)");
		addEventListener("themechange", changed);
		scheme.addEventListener("change", changed);
		library().then(() => setReady(true), () => {});
		return () => {
			removeEventListener("themechange", changed);
			scheme.removeEventListener("change", changed);
		};
	}, []);
	useEffect(() => {
		if (!ready) {
			return undefined;
		}
		const style = getComputedStyle(document.documentElement);
		const color = (name) => style.getPropertyValue(`--${name}`).trim();
		const axis = { stroke: color("soft"), grid: { stroke: color("line"), width: 1 }, ticks: { show: false }, font: "11px system-ui" };
		plot.current = new globalThis.uPlot({
			width: box.current.clientWidth || 300, height: HEIGHT, legend: { show: false }, cursor: { show: false }, padding: [6, 4, 0, 0],
			scales: { y: { range: (_, low, high) => [0, Math.max(high || 0, 1) * 1.1] } },
			axes: [{ ...axis, size: 20, space: 64, values: (_, ticks) => ticks.map(minute) }, { ...axis, size: 36, space: 34, values: (_, ticks) => ticks.map(short) }],
			series: [{}, ...lines.map((line) => ({ stroke: color(line.color), width: 1.6, spanGaps: true, points: { show: false },
				fill: line.fill ? `${color(line.color)}22` : undefined }))],
		}, [times, ...lines.map((line) => line.values)], box.current);
		const measure = new ResizeObserver(() => plot.current?.setSize({ width: box.current.clientWidth, height: HEIGHT }));
		measure.observe(box.current);
		return () => {
			measure.disconnect();
			plot.current.destroy();
			plot.current = null;
		};
	}, [ready, theme, lines.length]);
	useEffect(() => plot.current?.setData([times, ...lines.map((line) => line.values)]), [times]);
	return figure({ class: "chart card" },
		figcaption(div({ class: "title" }, title),
			div({ class: "value" }, span({ class: tone || "" }, value), unit && span({ class: "unit" }, ` ${unit}`)),
			lines.length > 1 ? div({ class: "legend" }, lines.map((line) => span({ key: line.name, class: `key ${line.color}` }, line.name)))
				: div({ class: "legend quiet" }, detail)),
		div({ ref: box, class: "plot", "aria-hidden": "true" }));
}

function minute(seconds) {
	const at = new Date(seconds * 1000);
	return `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}:${String(at.getSeconds()).padStart(2, "0")}`;
}

function short(value) {
	return value >= 1_000_000 ? `${value / 1_000_000}M` : value >= 1000 ? `${value / 1000}k` : String(Math.round(value * 100) / 100);
}
