// Begins here: who calls, which page, and the theme.
import { h, render, tags, useEffect, useState } from "./dom.js";
import { caller, isOpen, onCaller, signIn } from "./api.js";
import { Shell } from "./shell.js";
import { SignIn } from "./signin.js";
import { route, onRoute } from "./route.js";

function Console() {
	const [me, setMe] = useState(undefined);
	const [why, setWhy] = useState(null);
	const [where, setWhere] = useState(route());
	useEffect(() => onRoute(setWhere), []);
	useEffect(() => onCaller((one, reason) => {
		setMe(one);
		setWhy(reason || null);
	}), []);
	useEffect(() => {
		const begin = () => isOpen().then((open) => open ? signIn(null) : null).then(() => setMe(caller()), (error) => {
			setWhy(error.message);
			setMe(null);
			if (error.status === 0 || error.status >= 500) {
				setTimeout(begin, 3000);
			}
		});
		begin();
	}, []);
	if (me === undefined) {
		return tags.p({ class: "splash" }, "Wirepost");
	}
	return me ? h(Shell, { me, where }) : h(SignIn, { why });
}

render(h(Console), document.getElementById("console"));
