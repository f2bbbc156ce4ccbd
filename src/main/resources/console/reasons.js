// Why a connection closed, as a sentence.
const SENTENCES = {
	"closed-by-peer": "The device closed the connection.",
	lost: "The connection was lost: reset by the device or the network.",
	closed: "A caller closed the connection, or changed what it belonged to.",
	replaced: "Replaced by a newer connection of the same device.",
	idle: "Closed: the device was silent for longer than timeouts.idle.",
	"write-timeout": "Closed: the device did not read what was written within timeouts.write.",
	"reply-timeout": "Closed: a reply did not come in time (reply.on-timeout: close).",
	answered: "Closed: the protocol closes after this frame.",
	rejected: "Closed: bytes were no frame, and where the next one begins could not be told. See Listeners.",
	unidentified: "Closed: it did not say which device it is.",
	"unknown-device": "Closed: the device is not known here, and only known devices are admitted.",
	secret: "Closed: the device's secret is wrong or missing.",
	"certificate-mismatch": "Closed: the certificate is not that of the device.",
	duplicate: "Closed: the device is on another connection, which stays.",
	devices: "Closed: too many devices on one connection.",
	"on-connect": "Closed: a step of the protocol's on-connect was not met.",
	overload: "Closed: there was too little memory for it.",
	error: "Closed by an error of Wirepost. See its log.",
	shutdown: "Closed: Wirepost stopped.",
	restart: "Closed: Wirepost ended without stopping.",
};

export function reasonOf(kind, reason) {
	return SENTENCES[kind === "replaced" ? kind : reason] || `Disconnected${reason ? `: ${reason.replace(/-/g, " ")}` : ""}.`;
}
