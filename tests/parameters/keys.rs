use eastwest::parameter::{Change, Effect, Key, Operation, Quantity, list_parameters};

use crate::fixture::{case, case_with_contract};

fn key(text: &str) -> Key {
    Key::parse(text, &case()).unwrap_or_else(|error| panic!("{error}"))
}

fn fault(text: &str) -> String {
    match Key::parse(text, &case()) {
        Ok(key) => panic!("`{key}` was read as a key"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn every_listed_key_parses_and_shows_the_base_it_is_listed_with() {
    let case = case();
    for info in list_parameters(&case) {
        let key = key(&info.key);
        assert_eq!(key.as_str(), info.key);
        assert_eq!(
            key.base(&case).map(|base| base.0),
            info.base_low,
            "{}",
            info.key
        );
        assert_eq!(
            key.base(&case).map(|base| base.1),
            info.base_high,
            "{}",
            info.key
        );
        assert!(!info.unit.is_empty() && !info.what.is_empty());
    }
}

#[test]
fn the_list_covers_every_quantity_and_names_no_key_twice() {
    let listed = list_parameters(&case_with_contract());
    for quantity in Quantity::ALL {
        let of_quantity = |info: &&eastwest::parameter::ParameterInfo| {
            info.key.split('.').next() == Some(quantity.name())
        };
        assert!(
            listed.iter().any(|info| of_quantity(&info)),
            "{}",
            quantity.name()
        );
    }
    // rules for every hour can be kept by contracts alone, and contracts are there or not
    let without = list_parameters(&case());
    assert!(
        without
            .iter()
            .all(|info| !info.key.starts_with("contract_"))
    );
    let mut keys: Vec<&str> = listed.iter().map(|info| info.key.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), listed.len());
}

#[test]
fn every_listed_key_applies_its_own_base_and_changes_nothing() {
    let base = case();
    for info in list_parameters(&base) {
        let Some(value) = info.base_low.filter(|_| info.base_low == info.base_high) else {
            continue;
        };
        let change = Change {
            key: key(&info.key),
            how: Operation::Value(value),
        };
        let mut changed = base.clone();
        change
            .apply(&mut changed)
            .unwrap_or_else(|error| panic!("{error}"));
        // a residual or marginal factor that some hub does not have is made
        if info.key.contains("al_emission_factor") {
            continue;
        }
        assert_eq!(format!("{changed:?}"), format!("{base:?}"), "{change}");
    }
}

#[test]
fn every_listed_key_is_restored_after_any_change() {
    let base = case();
    for info in list_parameters(&base) {
        let key = key(&info.key);
        for how in [
            Operation::Value(0.0),
            Operation::Value(1.0),
            Operation::Factor(0.0),
            Operation::Factor(1.125),
            Operation::Addition(0.01),
        ] {
            let mut scratch = base.clone();
            let change = Change {
                key: key.clone(),
                how,
            };
            // out of range for some; those must leave the case as it was, too
            let applied = change.apply(&mut scratch);
            if applied.is_err() {
                assert_eq!(format!("{scratch:?}"), format!("{base:?}"), "{change}");
            }
            key.restore(&mut scratch, &base);
            assert_eq!(format!("{scratch:?}"), format!("{base:?}"), "{change}");
        }
    }
}

#[test]
fn the_text_of_a_change_reads_back_as_the_same_change() {
    let case = case();
    for info in list_parameters(&case) {
        for how in [
            Operation::Value(0.1),
            Operation::Factor(1.0 / 3.0),
            Operation::Addition(-2e-9),
        ] {
            let change = Change {
                key: key(&info.key),
                how,
            };
            assert_eq!(Change::parse(&change.to_string(), &case), Ok(change));
        }
    }
}

#[test]
fn selectors_choose_sides_hubs_origins_and_links() {
    let case = case();
    assert_eq!(key("electricity_price").base(&case), Some((0.36, 0.7)));
    assert_eq!(key("electricity_price.west").base(&case), Some((0.36, 0.4)));
    assert_eq!(
        key("electricity_price.zhongwei").base(&case),
        Some((0.4, 0.4))
    );
    assert_eq!(key("round_trip").base(&case), Some((8.0, 36.0)));
    assert_eq!(key("round_trip.east").base(&case), Some((8.0, 22.0)));
    assert_eq!(key("round_trip.horinger").base(&case), Some((12.0, 32.0)));
    assert_eq!(key("round_trip.BJ").base(&case), Some((12.0, 24.0)));
    assert_eq!(key("round_trip.SH.west").base(&case), Some((32.0, 36.0)));
    assert_eq!(
        key("round_trip.SH.zhongwei").base(&case),
        Some((36.0, 36.0))
    );
    assert_eq!(key("round_trip.all.zhongwei"), key("round_trip.zhongwei"));
    assert_eq!(
        key("accelerators_max.pretrain").base(&case),
        Some((40_000.0, 40_000.0))
    );
    assert_eq!(key("green_target").base(&case), None);
    assert_eq!(key("green_target.horinger").base(&case), Some((0.8, 0.8)));
    assert_eq!(
        key("facility_limit").base(&case),
        Some((150.0, f64::INFINITY))
    );
}

#[test]
fn keys_that_touch_the_same_figures_are_equal() {
    assert_eq!(key("electricity_price.all"), key("electricity_price"));
    assert_eq!(key("demand.vault"), key("demand.storage"));
    assert_eq!(key("green_target.all"), key("green_target"));
    assert_ne!(key("pue.wuhu"), key("pue.zhongwei"));
    assert_ne!(key("pue.wuhu"), key("capacity.wuhu"));
}

#[test]
fn errors_name_the_nearest_right_key() {
    insta::assert_snapshot!(fault("electricty_price.west"), @"no parameter is called `electricty_price.west`; did you mean `electricity_price.west`?");
    insta::assert_snapshot!(fault("price_cny_per_kwh.wuhu"), @"no parameter is called `price_cny_per_kwh.wuhu`; did you mean `electricity_price.wuhu`?");
    insta::assert_snapshot!(fault("west.pue"), @"no parameter is called `west.pue`; did you mean `pue.west`?");
    insta::assert_snapshot!(fault("zzz"), @"no parameter is called `zzz`; `eastwest sweep --list-parameters CASE` lists them");
    insta::assert_snapshot!(fault(""), @"no parameter is called ``; `eastwest sweep --list-parameters CASE` lists them");
    insta::assert_snapshot!(fault("pue.zhongwie"), @"`pue.zhongwie`: `pue` has no `zhongwie`; it takes `east`, `west` or a hub; did you mean `pue.zhongwei`?");
    insta::assert_snapshot!(fault("pue.nowhere-at-all"), @"`pue.nowhere-at-all`: `pue` has no `nowhere-at-all`; it takes `east`, `west` or a hub");
    insta::assert_snapshot!(fault("round_trip.sh.zhongwei"), @"`round_trip.sh.zhongwei`: `round_trip` has no `sh`; it takes `east`, `west`, a hub, an origin, or `ORIGIN.HUB`; did you mean `round_trip.SH.zhongwei`?");
    insta::assert_snapshot!(fault("round_trip.SH.wuhuu"), @"`round_trip.SH.wuhuu`: `round_trip` has no `wuhuu`; it takes `east`, `west`, a hub, an origin, or `ORIGIN.HUB`; did you mean `round_trip.SH.wuhu`?");
    insta::assert_snapshot!(fault("demand.trainin"), @"`demand.trainin`: `demand` has no `trainin`; it takes `inference`, `training`, `storage`, a workload, an origin, or `WORKLOAD.ORIGIN`; did you mean `demand.training`?");
    insta::assert_snapshot!(fault("rtt_limit.pretrain"), @"`rtt_limit.pretrain`: `rtt_limit` has no `pretrain`; it takes an inference service");
    insta::assert_snapshot!(fault("trunk_capacity.backbon"), @"`trunk_capacity.backbon`: `trunk_capacity` has no `backbon`; it takes a trunk; did you mean `trunk_capacity.backbone`?");
}

#[test]
fn errors_say_what_is_too_much_and_what_touches_nothing() {
    insta::assert_snapshot!(fault("carbon_price.west"), @"`carbon_price.west` has too many selectors; `carbon_price` takes no selector");
    insta::assert_snapshot!(fault("pue.west.wuhu"), @"`pue.west.wuhu` has too many selectors; `pue` takes `east`, `west` or a hub");
    insta::assert_snapshot!(fault("demand.pretrain.SH"), @"`demand.pretrain.SH` touches nothing in this case");
    let mut without = case();
    without.trunks.clear();
    let error = Key::parse("trunk_capacity", &without).expect_err("there is no trunk");
    insta::assert_snapshot!(error, @"`trunk_capacity` touches nothing in this case");
}

#[test]
fn an_id_that_means_two_things_has_to_be_told_apart() {
    let mut case = case();
    case.origins[0].id = "wuhu".to_owned();
    case.origins[1].id = "chat".to_owned();
    let fault = |text| Key::parse(text, &case).expect_err(text).to_string();
    insta::assert_snapshot!(fault("round_trip.wuhu"), @"`round_trip.wuhu` is ambiguous: write `round_trip.all.wuhu` for the hub, `round_trip.wuhu.all` for the origin");
    insta::assert_snapshot!(fault("demand.chat"), @"`demand.chat` is ambiguous: write `demand.all.chat` for the origin, `demand.chat.all` for the workload");
    let base = |text| Key::parse(text, &case).expect(text).base(&case);
    assert_eq!(base("round_trip.all.wuhu"), Some((8.0, 22.0)));
    assert_eq!(base("round_trip.wuhu.all"), Some((8.0, 36.0)));
}

#[test]
fn structure_changes_where_rows_or_columns_may_come_and_go() {
    let case = case();
    for text in [
        "rtt_limit.chat",
        "round_trip.SH",
        "enabled.vault",
        "green_target",
        "facility_limit.wuhu",
    ] {
        assert!(key(text).changes_structure(), "{text}");
    }
    for text in [
        "electricity_price",
        "demand",
        "carbon_cap",
        "green_target.horinger",
        "facility_limit.zhongwei",
    ] {
        assert!(!key(text).changes_structure(), "{text}");
    }
    let changes = |text| Change::parse(text, &case).expect(text).changes_structure();
    assert!(
        changes("facility_limit=120"),
        "two hubs get a limit that they did not have"
    );
    assert!(
        !changes("facility_limit*=0.5"),
        "infinite limits stay infinite"
    );
    assert!(changes("carbon_cap=inf"), "the rule goes");
    assert!(!changes("carbon_cap=4000"));
    assert_eq!(key("carbon_price").effect(), Effect::Costs);
    assert!(key("demand").effect().is_linear() && !key("pue").effect().is_linear());
}

#[test]
fn a_key_of_another_case_is_refused_and_restores_nothing() {
    let mut small = case();
    small.hubs.truncate(1);
    let before = format!("{small:?}");
    let change = Change::parse("pue=1.3", &case()).expect("valid");
    let error = change.apply(&mut small).expect_err("two hubs are missing");
    insta::assert_snapshot!(error, @"`pue` was read for another case");
    change.key.restore(&mut small, &case());
    assert_eq!(format!("{small:?}"), before);
}
