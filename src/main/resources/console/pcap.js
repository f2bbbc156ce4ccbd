// The TCP payload of a capture: pcap (draft-ietf-opsawg-pcap) and pcapng (draft-ietf-opsawg-pcapng).

/**
 * The segments of the first connection of a capture that carries data, in the direction that spoke first.
 * @returns {bytes, segments, from}; null if the file is no capture with TCP in it
 */
export function payloadOf(file) {
	const packets = file.length > 24 ? captured(file) : [];
	const segments = packets.map(({ data, link }) => segment(data, link)).filter((one) => one && one.payload.length > 0);
	if (segments.length === 0) {
		return null;
	}
	const seen = new Set();
	const mine = segments.filter((one) => {
		const repeated = seen.has(`${one.flow}/${one.sequence}/${one.payload.length}`);
		seen.add(`${one.flow}/${one.sequence}/${one.payload.length}`);
		return one.flow === segments[0].flow && !repeated;
	}).map((one) => one.payload);
	const bytes = new Uint8Array(mine.reduce((size, one) => size + one.length, 0));
	mine.reduce((at, one) => {
		bytes.set(one, at);
		return at + one.length;
	}, 0);
	return { bytes, segments: mine, from: segments[0].from };
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
	if (link === 1 && data[12] === 0x81 && data[13] === 0) {
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
	else if (version === 6 && data[at + 6] === 6) {
		tcp = at + 40;
		end = Math.min(end, tcp + (data[at + 4] << 8 | data[at + 5]));
		from = `[${data.subarray(at + 8, at + 24).join(":")}]`;
		to = `[${data.subarray(at + 24, at + 40).join(":")}]`;
	}
	else {
		return null;
	}
	const port = (place) => data[place] << 8 | data[place + 1];
	return { from: `${from}:${port(tcp)}`, flow: `${from}:${port(tcp)}-${to}:${port(tcp + 2)}`, sequence: data.subarray(tcp + 4, tcp + 8).join("."),
		payload: data.subarray(tcp + (data[tcp + 12] >> 4) * 4, end) };
}
