// The TCP payload of a capture: pcap (draft-ietf-opsawg-pcap) and pcapng (draft-ietf-opsawg-pcapng).

/**
 * The segments of the first connection of a capture that carries data, as a receiver has them: in order, each byte
 * once. The direction is that of the side that dialled, where the capture has its SYN, or else that spoke first.
 * @returns {bytes, segments, from}; null if the file is no capture with TCP in it
 * @throws RangeError if it begins like a capture, and is damaged
 */
export function payloadOf(file) {
	const packets = file.length > 24 ? captured(file) : [];
	const segments = packets.map(({ data, link }) => segment(data, link)).filter(Boolean);
	const spoke = segments.filter((one) => one.payload.length > 0);
	if (spoke.length === 0) {
		return null;
	}
	const dialled = segments.find((one) => one.dials && (one.flow === spoke[0].flow || one.flow === spoke[0].reverse));
	const flow = dialled && spoke.some((one) => one.flow === dialled.flow) ? dialled.flow : spoke[0].flow;
	const mine = inOrder(spoke.filter((one) => one.flow === flow));
	const bytes = new Uint8Array(mine.reduce((size, one) => size + one.length, 0));
	mine.reduce((at, one) => {
		bytes.set(one, at);
		return at + one.length;
	}, 0);
	return { bytes, segments: mine, from: flow.split("-")[0] };
}

/** Payloads by their sequence numbers (RFC 9293), without what came before; sequence numbers wrap. */
function inOrder(segments) {
	const first = segments.reduce((least, one) => (one.sequence - least | 0) < 0 ? one.sequence : least, segments[0].sequence);
	const sorted = segments.map((one) => ({ at: one.sequence - first >>> 0, payload: one.payload })).sort((one, other) => one.at - other.at);
	const parts = [];
	let next = 0;
	for (const { at, payload } of sorted) {
		const fresh = payload.subarray(Math.min(payload.length, Math.max(0, next - at)));
		if (fresh.length > 0) {
			parts.push(fresh);
			next = at + payload.length;
		}
	}
	return parts;
}

function captured(file) {
	const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
	const magic = view.getUint32(0);
	if (magic === 0x0a0d0d0a) {
		return blocks(file, view);
	}
	const little = magic === 0xd4c3b2a1 || magic === 0x4d3cb2a1;
	if (!little && magic !== 0xa1b2c3d4 && magic !== 0xa1b23c4d) {
		return [];
	}
	const packets = [];
	const link = view.getUint32(20, little) & 0xffff;
	for (let at = 24; at + 16 <= file.length;) {
		const size = view.getUint32(at + 8, little);
		packets.push({ data: file.subarray(at + 16, at + 16 + size), link });
		at += 16 + size;
	}
	return packets;
}

/** The enhanced and simple packets of a pcapng file. */
function blocks(file, view) {
	const packets = [];
	const links = [];
	let little = true;
	for (let at = 0; at + 12 <= file.length;) {
		if (view.getUint32(at) === 0x0a0d0d0a) {
			little = view.getUint32(at + 8) === 0x4d3c2b1a;
			links.length = 0;
		}
		const type = view.getUint32(at, little);
		const size = view.getUint32(at + 4, little);
		if (size < 12 || at + size > file.length) {
			break;
		}
		if (type === 1) {
			links.push(view.getUint16(at + 8, little));
		}
		else if (type === 6) {
			packets.push({ data: file.subarray(at + 28, at + 28 + view.getUint32(at + 20, little)), link: links[view.getUint32(at + 8, little)] });
		}
		else if (type === 3) {
			packets.push({ data: file.subarray(at + 12, at + size - 4), link: links[0] });
		}
		at += size + (4 - size % 4) % 4;
	}
	return packets;
}

/** Bytes of the link layer before the packet, by link type: Ethernet, Linux cooked, loopback; others begin with IP. */
const HEADS = { 1: 14, 113: 16, 276: 20, 0: 4 };

function segment(data, link) {
	let at = HEADS[link] || 0;
	// Tags of VLANs (IEEE 802.1Q, 802.1ad).
	while (link === 1 && ((data[at - 2] === 0x81 && data[at - 1] === 0) || (data[at - 2] === 0x88 && data[at - 1] === 0xa8))) {
		at += 4;
	}
	const version = data[at] >> 4;
	let end = data.length;
	let from;
	let to;
	let tcp;
	if (version === 4 && data[at + 9] === 6) {
		end = Math.min(end, at + (data[at + 2] << 8 | data[at + 3]));
		tcp = at + (data[at] & 15) * 4;
		from = data.subarray(at + 12, at + 16).join(".");
		to = data.subarray(at + 16, at + 20).join(".");
	}
	else if (version === 6 && behindExtensions(data, at)) {
		tcp = behindExtensions(data, at);
		end = Math.min(end, at + 40 + (data[at + 4] << 8 | data[at + 5]));
		from = address(data, at + 8);
		to = address(data, at + 24);
	}
	else {
		return null;
	}
	const port = (place) => data[place] << 8 | data[place + 1];
	const flow = [`${from}:${port(tcp)}`, `${to}:${port(tcp + 2)}`];
	const sequence = (data[tcp + 4] << 24 | data[tcp + 5] << 16 | data[tcp + 6] << 8 | data[tcp + 7]) >>> 0;
	return { flow: flow.join("-"), reverse: flow.reverse().join("-"), sequence, dials: (data[tcp + 13] & 0x12) === 2,
		payload: data.subarray(tcp + (data[tcp + 12] >> 4) * 4, end) };
}

/** Where TCP begins behind the extension headers of IPv6 (RFC 8200, section 4); 0 if it does not. */
function behindExtensions(data, at) {
	let next = data[at + 6];
	let place = at + 40;
	while ([0, 43, 60].includes(next) && place + 1 < data.length) {
		next = data[place];
		place += 8 * (data[place + 1] + 1);
	}
	return next === 6 ? place : 0;
}

function address(data, at) {
	const words = Array.from({ length: 8 }, (_, i) => (data[at + 2 * i] << 8 | data[at + 2 * i + 1]).toString(16));
	return `[${words.join(":").replace(/(^|:)0(:0)+(:|$)/, "::")}]`;
}
