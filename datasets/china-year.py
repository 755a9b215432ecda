#!/usr/bin/env python3
"""Writes the 8,760 hours of datasets/china-year: periods.csv and profiles.csv.

    python3 datasets/china-year.py SOLAR_WIND_MODEL.csv datasets/china-year

The model of sun and wind (site, month, hour, two capacity factors) is described in datasets/china-year/README.md, which also says where
tariffs come from. All that is random is seeded: the same bytes on every run.
"""

import csv
import datetime
import random
import sys

YEAR = 2025
# Public holidays of 2025 (State Council notice of 2024-11-12), and the working weekends that make up for them.
HOLIDAYS = {(1, 1), *((1, d) for d in (28, 29, 30, 31)), *((2, d) for d in (1, 2, 3, 4)), (4, 4), (4, 5), (4, 6),
            *((5, d) for d in (1, 2, 3, 4, 5)), (5, 31), (6, 1), (6, 2), *((10, d) for d in range(1, 9))}
WORKED = {(1, 26), (2, 8), (4, 27), (9, 28), (10, 11)}

# Time-of-use letters by hour, ratios to flat (S sharp, P peak, F flat, V valley), by season.
BEIJING = {"V": 0.641, "F": 1, "P": 1.359, "S": 1.63}
EAST = {"V": 0.4, "F": 1, "P": 1.6}
TARIFFS = {
    "price_beijing": lambda m: (BEIJING, "VVVVVVVFFFPSSFFFSPPPPPFV" if m in (7, 8) else "VVVVVVVFFFPPPFFFFPPPPPFV"),
    "price_shanghai": lambda m: (EAST, "VVVVVVFFPPPFFPPFFFPPPFVV" if m in (7, 8, 9) else "VVVVVVFFPPPFFFFFFFPPPFVV"),
    "price_jiangsu": lambda m: ({"V": 0.42, "F": 1, "P": 1.7}, "VVVVVVVVPPPFFFFFFPPPPPFF"),
    # on the component of energy alone, 0.3682 of 0.6346 CNY/kWh
    "price_hebei": lambda m: ({"V": 0.3, "F": 1, "P": 1.7, "S": 2.04}, "FVVVVVFFFFFFVVVFPSSPPPPP"),
    "price_anhui": lambda m: ({"V": 0.41, "F": 1, "P": 1.7}, "VVVVVVVVFPPPFFFFFPPPPPFV"),
    "price_guangdong": lambda m: ({"V": 0.401, "F": 1, "P": 1.676, "S": 2.086},
                                  "VVVVVVVVFFPSFFPSSPPFFFFF" if m in (7, 8, 9) else "VVVVVVVVFFPPFFPPPPPFFFFF"),
    "price_sichuan": lambda m: (EAST, "VVVVVVVFFFPPFFFPPPPPPFFV"),
    "price_chongqing": lambda m: (EAST, "VVVVVVVVFFFPPPPPPFFFPPFF"),
    "price_guizhou": lambda m: (EAST, "VVVVVVVVFFPPPFFFFPPPPPFF"),
    "price_mengxi": lambda m: ({"V": 0.47, "F": 1, "P": 1.48, "S": 1.776}, "VVVVVVVFPPPPFFFFFPSSPFFV") if m in (6, 7, 8)
    else ({"V": 0.79, "F": 1, "P": 1.48}, "VVVVVVVFPPPPFFFFFPPPPFFV"),
    "price_gansu": lambda m: ({"V": 0.5, "F": 1, "P": 1.5}, "FFFFFFFPPVVVVVVVVPPPPPPF"),
    "price_ningxia": lambda m: ({"V": 0.5, "F": 1, "P": 1.5}, "FFFFFFFPPVVVVVVVVPPPPPPF"),
}
# Shapes of a day (datasets/china), and what a weekend and a holiday do to them.
ASSISTANT = [0.989588, 0.999584, 0.989588, 0.939608, 0.909621, 0.879633, 0.849646, 0.819658, 0.789671, 0.869638, 1.04956, 1.10954,
             0.969596, 0.979592, 1.04956, 1.04956, 1.10954, 1.07955, 1.03957, 1.13953, 1.12953, 1.06955, 1.09954, 1.08955]
EVENING = [0.84035, 0.710296, 0.730304, 0.680283, 0.710296, 0.660275, 0.680283, 0.850354, 1.02043, 1.05044, 1.13047, 1.09045,
           1.06044, 1.07045, 1.06044, 1.05044, 1.09045, 1.08045, 1.01042, 1.23051, 1.46061, 1.40058, 1.27053, 1.06044]
DAYS = {"assistant": {"work": 1.05, "weekend": 0.90, "holiday": 0.80}, "evening": {"work": 0.98, "weekend": 1.05, "holiday": 1.08}}
# PUE by month over its yearly mean: free cooling in winter, chillers in summer; more so in the south-east.
PUE_NORTH = [0.95, 0.955, 0.975, 0.99, 1.01, 1.04, 1.065, 1.055, 1.02, 0.99, 0.97, 0.95]
PUE_SOUTH = [0.965, 0.97, 0.98, 1.0, 1.02, 1.035, 1.04, 1.04, 1.025, 1.0, 0.98, 0.965]
SITES = ["zhangjiakou", "horinger", "qingyang", "zhongwei", "guian", "shaoguan"]


def kind_of_day(day):
    key = (day.month, day.day)
    if key in HOLIDAYS:
        return "holiday"
    return "weekend" if day.weekday() >= 5 and key not in WORKED else "work"


def scaled(values):
    """Values whose mean is 1: 8,760 hours of equal length."""
    mean = sum(values) / len(values)
    return [value / mean for value in values]


def day_factors(kind, site):
    """The day-to-day variation: one factor a day, autocorrelated (0.5 from day to day for wind, 0.3 for the sun), mean 1 within a month.

    Wind: log-normal with a spread of 0.55. Sun: a share of clear sky from 0.35 to 1.25 of the month's mean."""
    draw = random.Random(f"china-year {kind} {site}")
    memory = 0.5 if kind == "wind" else 0.3
    state, factors = draw.gauss(0, 1), []
    days = [datetime.date(YEAR, 1, 1) + datetime.timedelta(d) for d in range(365)]
    for _ in days:
        state = memory * state + (1 - memory * memory) ** 0.5 * draw.gauss(0, 1)
        factors.append(2.718281828459045 ** (0.55 * state) if kind == "wind" else min(1.25, max(0.35, 1 + 0.28 * state)))
    for month in range(1, 13):
        own = [i for i, day in enumerate(days) if day.month == month]
        mean = sum(factors[i] for i in own) / len(own)
        for i in own:
            factors[i] /= mean
    return factors


def main(model, folder):
    means = {(r["site"], int(r["month"]), int(r["hour_beijing"])): (float(r["solar_cf"]), float(r["wind_cf"]))
             for r in csv.DictReader(open(model, encoding="utf-8"))}
    hours = [datetime.datetime(YEAR, 1, 1) + datetime.timedelta(hours=h) for h in range(8760)]
    profiles = {}
    for name, tariff in TARIFFS.items():
        flat = [tariff(h.month)[0][tariff(h.month)[1][h.hour]] for h in hours]
        shape = scaled(flat)
        if name == "price_hebei":
            shape = [1 + 0.3682 / 0.6346 * (value - 1) for value in shape]
        profiles[name] = shape
    both = zip(profiles["price_shanghai"], profiles.pop("price_jiangsu"))
    profiles["price_yrd"] = [(a + b) / 2 for a, b in both]
    for name, day in (("assistant", ASSISTANT), ("evening", EVENING)):
        profiles[name] = scaled([day[h.hour] * DAYS[name][kind_of_day(h.date())] for h in hours])
    profiles["pue_north"] = scaled([PUE_NORTH[h.month - 1] for h in hours])
    profiles["pue_south"] = scaled([PUE_SOUTH[h.month - 1] for h in hours])
    for site in SITES:
        for place, kind in enumerate(("solar", "wind")):
            factors = day_factors(kind, site)
            day_of = lambda h: (h.date() - datetime.date(YEAR, 1, 1)).days
            profiles[f"{kind}_{site}"] = [min(1.0, means[site, h.month, h.hour][place] * factors[day_of(h)]) for h in hours]
    with open(f"{folder}/periods.csv", "w", encoding="utf-8", newline="\n") as file:
        file.write("period,hours,group\n")
        file.writelines(f"{h:m%md%dh%H},1,{h:m%mh%H}\n" for h in hours)
    with open(f"{folder}/profiles.csv", "w", encoding="utf-8", newline="\n") as file:
        file.write(",".join(["period", *profiles]) + "\n")
        columns = list(profiles.values())
        for i, h in enumerate(hours):
            file.write(f"{h:m%md%dh%H}," + ",".join(f"{column[i]:.4g}" for column in columns) + "\n")


main(*sys.argv[1:])
