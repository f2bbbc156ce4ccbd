// Asks for a token, where tokens are configured.
import { tags, useState } from "./dom.js";
import { signIn } from "./api.js";

const { main, form, label, input, button, p, h1, div, code, img } = tags;

export function SignIn({ why }) {
	const [token, setToken] = useState("");
	const [busy, setBusy] = useState(false);
	const [fault, setFault] = useState(null);
	const submit = async (event) => {
		event.preventDefault();
		if (!token.trim()) {
			setFault("Enter a token.");
			return;
		}
		setBusy(true);
		setFault(null);
		try {
			await signIn(token.trim());
		}
		catch (error) {
			setBusy(false);
			setFault(error.status === 401 ? "This token is unknown, or has expired. Check it, or ask for another." : error.message);
		}
	};
	return main({ class: "signin" },
		form({ onSubmit: submit, class: "card" },
			div({ class: "brand" }, img({ src: "console/icon.svg", alt: "", width: 28, height: 28 }), h1("Wirepost")),
			why && p({ class: "notice" }, why),
			label({ for: "token" }, "Token"),
			input({ id: "token", class: "secret mono", type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: false,
				value: token, onInput: (event) => setToken(event.target.value), autofocus: true,
				"aria-describedby": "token-fault token-help", "aria-invalid": fault ? "true" : undefined }),
			p({ id: "token-fault", class: "fault", role: "alert" }, fault),
			button({ type: "submit", "aria-busy": busy ? "true" : undefined, disabled: busy }, "Sign in"),
			p({ id: "token-help", class: "quiet" }, "A token of ", code("wirepost.security.tokens"),
				" or a JWT of the issuer. It stays in this page's memory and is gone when you close or reload it.")));
}
