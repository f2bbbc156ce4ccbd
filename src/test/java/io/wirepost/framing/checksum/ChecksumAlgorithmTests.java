package io.wirepost.framing.checksum;

import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

class ChecksumAlgorithmTests {

	/** The "check" values of the reveng catalogue. */
	private static final String CHECKS = """
			crc-8/autosar df
			crc-8/bluetooth 26
			crc-8/cdma2000 da
			crc-8/darc 15
			crc-8/dvb-s2 bc
			crc-8/gsm-a 37
			crc-8/gsm-b 94
			crc-8/hitag b4
			crc-8/i-432-1 a1
			crc-8/i-code 7e
			crc-8/lte ea
			crc-8/maxim-dow a1
			crc-8/mifare-mad 99
			crc-8/nrsc-5 f7
			crc-8/opensafety 3e
			crc-8/rohc d0
			crc-8/sae-j1850 4b
			crc-8/smbus f4
			crc-8/tech-3250 97
			crc-8/wcdma 25
			crc-16/arc bb3d
			crc-16/cdma2000 4c06
			crc-16/cms aee7
			crc-16/dds-110 9ecf
			crc-16/dect-r 007e
			crc-16/dect-x 007f
			crc-16/dnp ea82
			crc-16/en-13757 c2b7
			crc-16/genibus d64e
			crc-16/gsm ce3c
			crc-16/ibm-3740 29b1
			crc-16/ibm-sdlc 906e
			crc-16/iso-iec-14443-3-a bf05
			crc-16/kermit 2189
			crc-16/lj1200 bdf4
			crc-16/m17 772b
			crc-16/maxim-dow 44c2
			crc-16/mcrf4xx 6f91
			crc-16/modbus 4b37
			crc-16/nrsc-5 a066
			crc-16/opensafety-a 5d38
			crc-16/opensafety-b 20fe
			crc-16/profibus a819
			crc-16/riello 63d0
			crc-16/spi-fujitsu e5cc
			crc-16/t10-dif d0db
			crc-16/teledisk 0fb3
			crc-16/tms37157 26b1
			crc-16/umts fee8
			crc-16/usb b4c8
			crc-16/xmodem 31c3
			crc-24/ble c25a56
			crc-24/flexray-a 7979bd
			crc-24/flexray-b 1f23b8
			crc-24/interlaken b4f3e6
			crc-24/lte-a cde703
			crc-24/lte-b 23ef52
			crc-24/openpgp 21cf02
			crc-24/os-9 200fa5
			crc-32/aixm 3010bf7f
			crc-32/autosar 1697d06a
			crc-32/base91-d 87315576
			crc-32/bzip2 fc891918
			crc-32/cd-rom-edc 6ec2edc4
			crc-32/cksum 765e7680
			crc-32/iscsi e3069283
			crc-32/iso-hdlc cbf43926
			crc-32/jamcrc 340bc6d9
			crc-32/mef d2c22f51
			crc-32/mpeg-2 0376e6e7
			crc-32/xfer bd0be338
			adler-32 091e01de
			fletcher-16 1ede
			xor-8 31
			nmea 31
			sum-8 dd
			sum-16 01dd
			lrc 23
			""";

	private static long compute(String name, String text) {
		byte[] bytes = ("--" + text + "-").getBytes(US_ASCII);
		return ChecksumAlgorithm.named(name).orElseThrow().compute(bytes, 2, bytes.length - 1);
	}

	@ParameterizedTest
	@CsvSource(delimiter = ' ', textBlock = CHECKS)
	void hasTheCheckValueOfTheCatalogue(String name, String check) {
		assertThat(compute(name, "123456789")).isEqualTo(Long.parseLong(check, 16));
		assertThat(ChecksumAlgorithm.named(name).orElseThrow().width()).isEqualTo(4 * check.length());
	}

	@ParameterizedTest
	@CsvSource({ "crc-16/x-25, crc-16/ibm-sdlc", "crc-16/ccitt-false, crc-16/ibm-3740", "crc-8/maxim, crc-8/maxim-dow",
			"crc-16/ccitt, crc-16/kermit", "crc-32/posix, crc-32/cksum", "nmea, xor-8" })
	void knowsAliases(String alias, String name) {
		assertThat(ChecksumAlgorithm.named(alias)).isEqualTo(ChecksumAlgorithm.named(name)).isPresent();
	}

	@Test
	void everyAlgorithmHasItsCheckValueHere() {
		Set<ChecksumAlgorithm> checked = new HashSet<>();
		CHECKS.lines()
			.map((line) -> line.substring(0, line.indexOf(' ')))
			.forEach((name) -> checked.add(ChecksumAlgorithm.named(name).orElseThrow()));
		assertThat(ChecksumAlgorithm.names())
			.allSatisfy((name) -> assertThat(checked).contains(ChecksumAlgorithm.named(name).orElseThrow()));
		assertThat(ChecksumAlgorithm.named("crc-16/none")).isEmpty();
	}

	@Test
	void sumsLikeTheirDefinitions() {
		assertThat(compute("fletcher-16", "abcde")).isEqualTo(0xC8F0);
		assertThat(compute("adler-32", "Wikipedia")).isEqualTo(0x11E60398);
		assertThat(compute("nmea", "GPGLL,5300.97914,N,00259.98174,E,125926,A")).isEqualTo(0x28);
		assertThat(ChecksumAlgorithm.named("lrc")
			.orElseThrow()
			.compute(new byte[] { (byte) 0xF7, 3, 0x13, (byte) 0x89, 0, 0x0A }, 0, 6)).isEqualTo(0x60);
	}

}
