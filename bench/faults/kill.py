#!/usr/bin/env python3
"""kill -9 at random moments loses no line that was acknowledged.

Fifty devices say line after line, each as soon as the one before is acknowledged. Wirepost is killed, started again
on the same data, and killed again; the devices come back and say again what was not acknowledged. At the end every
acknowledged line has to be in GET /api/messages, in the order of its device. A line is there twice if Wirepost was
killed between the fsync and the acknowledgement's arrival: that is counted, and at most one a device and kill.

    bench/faults/kill.py [--cycles 20] [--devices 50] [--seed N]

Needs nothing but Java and Python.
"""

import argparse
import random
import time

import bench


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--cycles", type=int, default=20)
    options.add_argument("--devices", type=int, default=50)
    options.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    options = options.parse_args()
    verdict = bench.Verdict(f"kill -9, {options.cycles} times, {options.devices} devices, seed {options.seed}")
    chance = random.Random(options.seed)
    # Quick to start, which is most of what this takes.
    with bench.Wirepost(java=["-Xmx512m", "-XX:TieredStopAtLevel=1"]) as wirepost:
        crowd = bench.Crowd(wirepost.address, options.devices).start()
        starts = []
        for cycle in range(options.cycles):
            before = crowd.acked
            began = time.monotonic()
            wirepost.start()
            starts.append(time.monotonic() - began)
            bench.until(lambda: crowd.acked > before, "the first acknowledgement")
            time.sleep(chance.uniform(0.0, 2.0))
            wirepost.kill()
            verdict.note(f"killed {cycle + 1}: {crowd.acked - before} acknowledged since the start")
        wirepost.start()
        settled = crowd.settle()
        crowd.stop()
        reckoning = bench.reckon(crowd, wirepost.texts())
    verdict.row(cycles=options.cycles, devices=options.devices, **reckoning.columns(), cut=crowd.cut,
                start=f"{bench.median(starts):.1f} s")
    verdict.holds("Every line is acknowledged in the end", settled, f"{crowd.unacked} are not")
    verdict.holds("No acknowledged line is lost", reckoning.lost == 0, f"{reckoning.lost} lost")
    verdict.holds("A kill repeats at most one line of a device",
                  reckoning.duplicated <= options.cycles * options.devices, f"{reckoning.duplicated} repeated")
    verdict.holds("Each device's lines are in order", reckoning.disordered == 0, f"{reckoning.disordered} are not")
    return verdict


if __name__ == "__main__":
    bench.run(main)
