package io.wirepost.framing.checksum;

import java.util.Collections;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** The checksums by name, with the parameters of the reveng catalogue. */
final class ChecksumCatalogue {

	/** Name, polynomial, initial register, reflected or not, final xor; then aliases. */
	private static final String CRCS = """
			crc-8/autosar 2f ff n ff
			crc-8/bluetooth a7 00 r 00
			crc-8/cdma2000 9b ff n 00
			crc-8/darc 39 00 r 00
			crc-8/dvb-s2 d5 00 n 00
			crc-8/gsm-a 1d 00 n 00
			crc-8/gsm-b 49 00 n ff
			crc-8/hitag 1d ff n 00
			crc-8/i-432-1 07 00 n 55 crc-8/itu
			crc-8/i-code 1d fd n 00
			crc-8/lte 9b 00 n 00
			crc-8/maxim-dow 31 00 r 00 crc-8/maxim
			crc-8/mifare-mad 1d c7 n 00
			crc-8/nrsc-5 31 ff n 00
			crc-8/opensafety 2f 00 n 00
			crc-8/rohc 07 ff r 00
			crc-8/sae-j1850 1d ff n ff
			crc-8/smbus 07 00 n 00
			crc-8/tech-3250 1d ff r 00 crc-8/aes crc-8/ebu
			crc-8/wcdma 9b 00 r 00
			crc-16/arc 8005 0000 r 0000 crc-16/lha crc-16/ibm
			crc-16/cdma2000 c867 ffff n 0000
			crc-16/cms 8005 ffff n 0000
			crc-16/dds-110 8005 800d n 0000
			crc-16/dect-r 0589 0000 n 0001
			crc-16/dect-x 0589 0000 n 0000
			crc-16/dnp 3d65 0000 r ffff
			crc-16/en-13757 3d65 0000 n ffff
			crc-16/genibus 1021 ffff n ffff crc-16/darc crc-16/epc crc-16/epc-c1g2 crc-16/i-code
			crc-16/gsm 1021 0000 n ffff
			crc-16/ibm-3740 1021 ffff n 0000 crc-16/autosar crc-16/ccitt-false
			crc-16/ibm-sdlc 1021 ffff r ffff crc-16/x-25 crc-16/iso-hdlc crc-16/iso-iec-14443-3-b
			crc-16/iso-iec-14443-3-a 1021 c6c6 r 0000
			crc-16/kermit 1021 0000 r 0000 crc-16/bluetooth crc-16/ccitt crc-16/ccitt-true crc-16/v-41-lsb
			crc-16/lj1200 6f63 0000 n 0000
			crc-16/m17 5935 ffff n 0000
			crc-16/maxim-dow 8005 0000 r ffff crc-16/maxim
			crc-16/mcrf4xx 1021 ffff r 0000
			crc-16/modbus 8005 ffff r 0000
			crc-16/nrsc-5 080b ffff r 0000
			crc-16/opensafety-a 5935 0000 n 0000
			crc-16/opensafety-b 755b 0000 n 0000
			crc-16/profibus 1dcf ffff n ffff crc-16/iec-61158-2
			crc-16/riello 1021 b2aa r 0000
			crc-16/spi-fujitsu 1021 1d0f n 0000 crc-16/aug-ccitt
			crc-16/t10-dif 8bb7 0000 n 0000
			crc-16/teledisk a097 0000 n 0000
			crc-16/tms37157 1021 89ec r 0000
			crc-16/umts 8005 0000 n 0000 crc-16/buypass crc-16/verifone
			crc-16/usb 8005 ffff r ffff
			crc-16/xmodem 1021 0000 n 0000 crc-16/acorn crc-16/lte crc-16/v-41-msb crc-16/zmodem
			crc-24/ble 00065b 555555 r 000000
			crc-24/flexray-a 5d6dcb fedcba n 000000
			crc-24/flexray-b 5d6dcb abcdef n 000000
			crc-24/interlaken 328b63 ffffff n ffffff
			crc-24/lte-a 864cfb 000000 n 000000
			crc-24/lte-b 800063 000000 n 000000
			crc-24/openpgp 864cfb b704ce n 000000
			crc-24/os-9 800063 ffffff n ffffff
			crc-32/aixm 814141ab 00000000 n 00000000
			crc-32/autosar f4acfb13 ffffffff r ffffffff
			crc-32/base91-d a833982b ffffffff r ffffffff
			crc-32/bzip2 04c11db7 ffffffff n ffffffff crc-32/aal5 crc-32/dect-b
			crc-32/cd-rom-edc 8001801b 00000000 r 00000000
			crc-32/cksum 04c11db7 00000000 n ffffffff crc-32/posix
			crc-32/iscsi 1edc6f41 ffffffff r ffffffff crc-32/base91-c crc-32/castagnoli crc-32/interlaken
			crc-32/iso-hdlc 04c11db7 ffffffff r ffffffff crc-32/adccp crc-32/v-42 crc-32/xz
			crc-32/jamcrc 04c11db7 ffffffff r 00000000
			crc-32/mef 741b8cd7 ffffffff r 00000000
			crc-32/mpeg-2 04c11db7 ffffffff n 00000000
			crc-32/xfer 000000af 00000000 n 00000000
			""";

	static final SortedMap<String, ChecksumAlgorithm> ALGORITHMS = all();

	private ChecksumCatalogue() {
	}

	private static SortedMap<String, ChecksumAlgorithm> all() {
		SortedMap<String, ChecksumAlgorithm> all = new TreeMap<>();
		for (ByteSum sum : ByteSum.values()) {
			all.put(sum.name().toLowerCase(Locale.ROOT).replace('_', '-'), sum);
		}
		all.put("nmea", ByteSum.XOR_8);
		CRCS.lines().map((line) -> line.split(" ")).forEach((words) -> addCrc(words, all));
		return Collections.unmodifiableSortedMap(all);
	}

	private static void addCrc(String[] words, SortedMap<String, ChecksumAlgorithm> all) {
		int width = Integer.parseInt(words[0].substring("crc-".length(), words[0].indexOf('/')));
		Crc crc = new Crc(width, hex(words[1]), hex(words[2]), words[3].equals("r"), hex(words[4]));
		all.put(words[0], crc);
		for (int i = 5; i < words.length; i++) {
			all.put(words[i], crc);
		}
	}

	private static long hex(String word) {
		return Long.parseLong(word, 16);
	}

}
