"""The three claims of a case, and what a carbon price changes."""

from pathlib import Path

import eastwest as ew

DATASETS = Path(__file__).resolve().parents[2] / "datasets"


def main() -> None:
    case = ew.Case.read(DATASETS / "china").one_period()
    for price in (0, 100, 200):
        plan = case_with(price).solve()
        green = plan.green_share or 0.0
        print(
            f"{price:4} CNY/t: {plan.objective_cny / 1e6:10.1f} M CNY, {plan.carbon_t / 1e3:8.1f} kt, "
            f"{100 * green:4.1f} % green"
        )
    print(case.solve())


def case_with(carbon_price: float) -> ew.Case:
    case = ew.Case.read(DATASETS / "china").set(f"carbon_price={carbon_price}")
    return case.one_period()


if __name__ == "__main__":
    main()
