// What stands around every page: navigation, who is signed in, the theme.
import { classes, h, tags, useEffect, useRef, useState } from "./dom.js";
import { signOut } from "./api.js";
import { link } from "./route.js";
import { Overview } from "./overview.js";

const { a, button, div, header, main, nav, p, span, img } = tags;

const PAGES = [["overview", "Overview"], ["devices", "Devices"], ["live", "Live"], ["listeners", "Listeners"],
	["protocols", "Protocols"], ["deliveries", "Deliveries"]];

/** Pages that are fetched when they are first opened; prefixed by the name of their function. */
const LATER = {
	devices: () => import("./devices.js").then((module) => module.Devices),
	device: () => import("./device.js").then((module) => module.Device),
	live: () => import("./live.js").then((module) => module.Live),
	listeners: () => import("./listeners.js").then((module) => module.Listeners),
	protocols: () => import("./protocols.js").then((module) => module.Protocols),
	deliveries: () => import("./deliveries.js").then((module) => module.Deliveries),
};

const loaded = { overview: Overview };

export function Shell({ me, where }) {
	const name = PAGES.some(([page]) => page === where.name) ? where.name : "overview";
	const Page = usePage(name === "devices" && where.rest ? "device" : name);
	const body = useRef(null);
	const first = useRef(true);
	useEffect(() => {
		const heading = where.rest || PAGES.find(([page]) => page === name)[1];
		document.title = `${heading} · Wirepost`;
		if (first.current) {
			first.current = false;
			return;
		}
		scrollTo(0, 0);
		body.current?.focus({ preventScroll: true });
	}, [name, where.rest]);
	return div({ class: "shell" },
		a({ class: "skip", href: "#content", onClick: (event) => {
			event.preventDefault();
			body.current.focus();
		} }, "Skip to content"),
		header({ class: "side" },
			a({ class: "brand", href: link("overview"), tabIndex: -1, "aria-hidden": "true" },
				img({ src: "console/icon.svg", alt: "", width: 22, height: 22 }), span("Wirepost")),
			nav({ "aria-label": "Console" }, PAGES.map(([page, title]) =>
				a({ key: page, href: link(page), class: classes("page"), "aria-current": page === name ? "page" : undefined }, title))),
			h(Who, { me }),
			h(Theme)),
		main({ id: "content", tabIndex: -1, ref: body, class: `of-${name}` },
			!me.scopes.includes("read") ? p({ class: "notice" }, "Your token may not look: the console needs the scope read. Sign out, and sign in with another.")
				: Page === null ? p({ class: "notice bad", role: "alert" }, "This page could not be loaded. The console goes on trying.")
				: Page ? h(Page, { key: `${name}/${name === "devices" ? where.rest : ""}`, me, rest: where.rest }) : p({ "aria-busy": "true" }, "Loading")));
}

function usePage(name) {
	const [, setCount] = useState(0);
	useEffect(() => {
		let timer = 0;
		const load = () => LATER[name]().then((page) => {
			loaded[name] = page;
		}, () => {
			loaded[name] = null;
			timer = setTimeout(load, 3000);
		}).then(() => setCount((count) => count + 1));
		if (!loaded[name]) {
			load();
		}
		return () => clearTimeout(timer);
	}, [name]);
	return loaded[name];
}

function Who({ me }) {
	const may = me.scopes.includes("admin") ? "may change everything" : me.scopes.includes("send") ? "may look and send"
		: me.scopes.includes("read") ? "may look" : "may do nothing";
	if (me.open) {
		return div({ class: "who quiet" }, span("Open on this machine"), span("No tokens are configured."));
	}
	return div({ class: "who quiet" },
		span({ class: "name" }, me.name), span(may, me.devices !== "*" && `, devices ${me.devices}`),
		button({ class: "link", type: "button", onClick: () => signOut() }, "Sign out"));
}

function Theme() {
	const system = () => matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
	const [theme, setTheme] = useState(null);
	useEffect(() => {
		if (theme) {
			document.documentElement.dataset.theme = theme;
			dispatchEvent(new Event("themechange"));
		}
	}, [theme]);
	const other = (theme || system()) === "dark" ? "light" : "dark";
	return button({ class: "link theme", type: "button", onClick: () => setTheme(other) }, other === "dark" ? "Dark theme" : "Light theme");
}
