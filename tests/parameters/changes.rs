use eastwest::Case;
use eastwest::case::{Accounting, HubId, Work};
use eastwest::parameter::{Change, Key};

use crate::fixture::{case, inference, storage, training};

/// The fixture after these changes, in order.
fn after(changes: &[&str]) -> Case {
    let mut changed = case();
    for text in changes {
        Change::parse(text, &case())
            .and_then(|change| change.apply(&mut changed))
            .unwrap_or_else(|error| panic!("{error}"));
    }
    changed
}

/// What is said about a change that cannot be read or made.
fn fault(text: &str) -> String {
    let mut changed = case();
    let result = Change::parse(text, &case()).and_then(|change| change.apply(&mut changed));
    assert_eq!(
        format!("{changed:?}"),
        format!("{:?}", case()),
        "a refused change changes nothing"
    );
    match result {
        Ok(()) => panic!("`{text}` was accepted"),
        Err(error) => error.to_string(),
    }
}

fn assert_close(found: f64, expected: f64) {
    assert!(
        (found - expected).abs() <= 1e-12 * expected.abs(),
        "{found} is not {expected}"
    );
}

#[test]
fn a_value_is_given_to_all_that_the_key_touches_and_shapes_stay() {
    let changed = after(&["electricity_price.west=0.3"]);
    assert_close(changed.hubs[0].price_cny_per_kwh.at(0), 0.7 * 1.5);
    assert_close(changed.hubs[1].price_cny_per_kwh.at(0), 0.3 * 1.5);
    assert_close(changed.hubs[2].price_cny_per_kwh.at(1), 0.3 * 0.5);
}

#[test]
fn a_factor_multiplies_and_an_addition_adds() {
    let changed = after(&[
        "hosting_fee.wuhu*=1.5",
        "hosting_fee.wuhu+=-50",
        "hosting_fee.west += 10",
    ]);
    assert_close(changed.hubs[0].hosting_cny_per_kw_month, 400.0);
    assert_close(changed.hubs[2].hosting_cny_per_kw_month, 310.0);
}

#[test]
fn each_hub_quantity_reaches_its_own_figure() {
    let changed = after(&[
        "green_premium.wuhu=11",
        "emission_factor.wuhu=0.12",
        "green_share.wuhu=0.13",
        "pue.wuhu=1.4",
        "capacity.wuhu=15",
        "facility_limit.wuhu=16",
        "marginal_emission_factor.wuhu=0.17",
        "residual_emission_factor.wuhu=0.18",
    ]);
    let hub = &changed.hubs[0];
    assert_close(hub.green_premium_cny_per_mwh, 11.0);
    assert_close(hub.emission_factor_kg_per_kwh.at(1), 0.12);
    assert_close(hub.green_share.at(0), 0.13);
    assert_close(hub.pue.at(1), 1.4 * 0.9);
    assert_close(hub.capacity_mw, 15.0);
    assert_close(hub.facility_limit_mw, 16.0);
    assert_eq!(
        hub.marginal_emission_factor_kg_per_kwh
            .as_ref()
            .map(|f| f.at(0)),
        Some(0.17)
    );
    assert_close(hub.residual_factor(1), 0.18);
    let (untouched, base) = (&changed.hubs[1..], &case().hubs[1..]);
    assert_eq!(untouched, base);
}

#[test]
fn each_link_quantity_reaches_its_own_figure() {
    let changed = after(&[
        "bandwidth_price.SH.wuhu=1",
        "transfer_price.SH.wuhu=2",
        "link_capacity.SH.wuhu=3",
        "round_trip.SH.wuhu=4",
        "trunk_capacity.backbone*=0.25",
    ]);
    let link = &changed.links[0];
    assert_close(link.price_cny_per_gbps_month, 1.0);
    assert_close(link.transfer_cny_per_tb, 2.0);
    assert_close(link.capacity_gbps, 3.0);
    assert_close(link.rtt_ms, 4.0);
    assert_eq!(changed.links[1..], case().links[1..]);
    assert_close(changed.trunks[0].capacity_gbps, 500.0);
}

#[test]
fn policies_and_prices_of_the_whole_case_are_set_made_and_removed() {
    let changed = after(&[
        "carbon_price+=20",
        "carbon_cap=inf",
        "hub_share_max=0.4",
        "training_west_share=0.9",
        "green_target=0.5",
        "green_target.east=0.3",
        "green_target.west=0.7",
        "green_target.wuhu=0.25",
        "green_target.horinger*=0.5",
        "unserved_penalty=1",
        "green_penalty=2",
        "carbon_penalty=3",
        "share_penalty=4",
    ]);
    assert_close(changed.carbon_price_cny_per_t, 100.0);
    let policy = &changed.policy;
    assert_eq!(policy.carbon_cap_t, None);
    assert_eq!(policy.hub_share_max, Some(0.4));
    assert_eq!(policy.training_west_share_min, Some(0.9));
    assert_eq!(policy.green_share_min, Some(0.5));
    assert_eq!(policy.green_share_min_east, Some(0.3));
    assert_eq!(policy.green_share_min_west, Some(0.7));
    assert_eq!(
        policy.green_share_min_by_hub,
        [(HubId::new(2), 0.4), (HubId::new(0), 0.25)]
    );
    let penalties = &changed.penalties;
    assert_close(penalties.unserved_cny_per_mwh, 1.0);
    assert_close(penalties.green_cny_per_mwh, 2.0);
    assert_close(penalties.carbon_cny_per_t, 3.0);
    assert_close(penalties.share_cny_per_mwh, 4.0);
}

#[test]
fn demand_is_a_multiple_by_kind_workload_origin_and_both() {
    let changed = after(&["demand.inference=1.5"]);
    assert_close(inference(&changed, 0).requests_per_s[1].1.at(0), 600.0);
    assert_close(storage(&changed).volume_pb[0].1, 100.0);

    let changed = after(&["demand.BJ*=2"]);
    assert_close(inference(&changed, 0).requests_per_s[0].1.base, 500.0);
    assert_close(inference(&changed, 0).requests_per_s[1].1.base, 400.0);
    assert_close(storage(&changed).volume_pb[1].1, 120.0);
    assert_close(training(&changed).energy_mwh, 960.0);

    let changed = after(&["demand.storage.SH+=0.1"]);
    assert_close(storage(&changed).volume_pb[0].1, 110.0);
    assert_close(storage(&changed).volume_pb[1].1, 60.0);

    let changed = after(&["demand.pretrain=0.5"]);
    let (run, base) = (training(&changed), case());
    assert_close(run.energy_mwh, 240.0);
    assert_close(run.power_limit_mw, 10.0);
    assert_close(run.tb_per_mwh(), training(&base).tb_per_mwh());
}

#[test]
fn traffic_multiplies_the_data_that_each_kind_moves() {
    let changed = after(&["traffic*=3"]);
    assert_close(
        inference(&changed, 0).gbps_per_mw(),
        3.0 * inference(&case(), 0).gbps_per_mw(),
    );
    assert_close(training(&changed).volume_tb, 1800.0);
    assert_close(storage(&changed).traffic_tb_per_pb_day, 15.0);
}

#[test]
fn a_workload_switched_off_asks_for_nothing_and_keeps_its_place() {
    let changed = after(&["enabled=0"]);
    assert_eq!(changed.workloads.len(), 3);
    assert!(
        inference(&changed, 0)
            .requests_per_s
            .iter()
            .all(|(_, rate)| rate.peak() == 0.0)
    );
    assert!(
        storage(&changed)
            .volume_pb
            .iter()
            .all(|(_, volume)| *volume == 0.0)
    );
    assert_eq!(training(&changed).energy_mwh, 0.0);
    // what a programme is made from stays finite
    for workload in &changed.workloads {
        let per_unit = match &workload.work {
            Work::Inference(service) => service.gbps_per_mw(),
            Work::Training(run) => run.gbps_per_mwh() + run.tb_per_mwh(),
            Work::Storage(archive) => archive.gbps_per_mw() + archive.tb_per_mwh(),
        };
        assert!(per_unit.is_finite());
    }
    let on = after(&["enabled.chat=1"]);
    assert_eq!(format!("{on:?}"), format!("{:?}", case()));
}

#[test]
fn a_hub_switched_off_holds_nothing_and_keeps_its_place() {
    let base = case();
    let hub = base.hubs[0].id.clone();
    let changed = after(&[&format!("enabled.{hub}=0")]);
    assert_eq!(changed.hubs.len(), base.hubs.len());
    assert_eq!(changed.hubs[0].capacity_mw, 0.0);
    for (now, before) in changed.hubs.iter().zip(&base.hubs).skip(1) {
        assert_eq!(now, before);
    }
    let on = after(&[&format!("enabled.{hub}=1"), "enabled.east=1"]);
    assert_eq!(format!("{on:?}"), format!("{base:?}"));
    // off and on again is a matter of restoring, not of writing
    let key = Key::parse(&format!("enabled.{hub}"), &base).expect("a key");
    let mut scratch = changed;
    key.restore(&mut scratch, &base);
    assert_eq!(format!("{scratch:?}"), format!("{base:?}"));
}

#[test]
fn a_run_without_limit_can_be_switched_off() {
    let mut case = case();
    for text in ["accelerators_max.pretrain=inf", "enabled.training=0"] {
        let change = Change::parse(text, &case).expect(text);
        change.apply(&mut case).expect(text);
    }
    assert_eq!(training(&case).power_limit_mw, f64::INFINITY);
}

#[test]
fn accelerators_are_counted_by_their_power_and_averaging_is_respected() {
    // 480 MWh over 960,000 accelerator-hours: 500 W each
    assert_close(
        training(&after(&["accelerators_max.pretrain=8000"])).power_limit_mw,
        4.0,
    );
    assert_close(
        training(&after(&["accelerators_max*=0.5"])).power_limit_mw,
        10.0,
    );

    // a window of the 12 h of the first period: in one period of 48 h, a quarter of the power
    let mut windowed = case();
    let Work::Training(run) = &mut windowed.workloads[1].work else {
        panic!("workload 1 is no training run");
    };
    (run.window, run.window_hours) = (vec![true, false], 12.0);
    let mut averaged = windowed.averaged();
    let change = Change::parse("accelerators_max.pretrain=8000", &averaged).expect("valid");
    assert_eq!(change.key.base(&averaged), Some((40_000.0, 40_000.0)));
    change.apply(&mut averaged).expect("valid");
    assert_close(training(&averaged).power_limit_mw, 1.0);
}

#[test]
fn days_for_moving_data_are_set_and_lifted() {
    assert_eq!(training(&case()).transfer_hours, None);
    let week = after(&["transfer_days.pretrain=7"]);
    assert_eq!(training(&week).transfer_hours, Some(168.0));
    let change = Change::parse("transfer_days=inf", &week).expect("a change");
    let mut lifted = week;
    change.apply(&mut lifted).expect("a value that is allowed");
    assert_eq!(training(&lifted).transfer_hours, None);
    for text in ["transfer_days=0", "transfer_days=1e-15"] {
        let none = Change::parse(text, &lifted).expect("a change");
        let error = none
            .apply(&mut lifted)
            .expect_err("no time for moving data");
        assert!(error.to_string().contains("0.01"), "{error}");
    }
    let shortest = Change::parse("transfer_days=0.01", &lifted).expect("a change");
    shortest.apply(&mut lifted).expect("a quarter of an hour");
}

#[test]
fn a_latency_limit_can_be_set_scaled_and_lifted() {
    assert_close(
        inference(&after(&["rtt_limit.chat*=0.5"]), 0).rtt_limit_ms,
        15.0,
    );
    assert_eq!(
        inference(&after(&["rtt_limit=inf"]), 0).rtt_limit_ms,
        f64::INFINITY
    );
}

#[test]
fn scaling_leaves_alone_what_has_no_value_and_refuses_where_nothing_has() {
    let changed = after(&["facility_limit*=0.5", "link_capacity+=100"]);
    assert_close(changed.hubs[1].facility_limit_mw, 75.0);
    assert_eq!(changed.hubs[0].facility_limit_mw, f64::INFINITY);
    assert_close(changed.links[0].capacity_gbps, 500.0);
    insta::assert_snapshot!(fault("facility_limit.wuhu*=0.5"), @"`facility_limit.wuhu*=0.5`: `facility_limit.wuhu` has no value to scale in this case; give it one with `facility_limit.wuhu=VALUE`");
    insta::assert_snapshot!(fault("hub_share_max+=0.1"), @"`hub_share_max+=0.1`: `hub_share_max` has no value to scale in this case; give it one with `hub_share_max=VALUE`");
    insta::assert_snapshot!(fault("marginal_emission_factor.wuhu*=1.1"), @"`marginal_emission_factor.wuhu*=1.1`: `marginal_emission_factor.wuhu` has no value to scale in this case; give it one with `marginal_emission_factor.wuhu=VALUE`");
}

#[test]
fn a_missing_residual_factor_is_scaled_from_the_average_one() {
    let changed = after(&["residual_emission_factor*=1.5"]);
    assert_close(changed.hubs[0].residual_factor(0), 0.6 * 1.5);
    assert_close(changed.hubs[2].residual_factor(0), 0.7 * 1.5);
    assert_close(changed.hubs[0].emission_factor_kg_per_kwh.at(0), 0.6);
}

#[test]
fn a_change_that_makes_the_case_invalid_says_what_would_come_out_and_what_is_allowed() {
    insta::assert_snapshot!(fault("capacity.wuhu=-5"), @"`capacity.wuhu=-5` would make `capacity` of `wuhu` -5 MW; it has to be 0 or more");
    insta::assert_snapshot!(fault("capacity=inf"), @"`capacity=inf` would make `capacity` of `wuhu` inf MW; it has to be 0 or more");
    insta::assert_snapshot!(fault("pue.west*=0.9"), @"`pue.west*=0.9` would make `pue` of `zhongwei` in period `rest` 0.972; it has to be 1 or more");
    insta::assert_snapshot!(fault("green_share+=0.5"), @"`green_share+=0.5` would make `green_share` of `zhongwei` 1.1; it has to be 0 to 1");
    insta::assert_snapshot!(fault("hub_share_max=1.5"), @"`hub_share_max=1.5` would make `hub_share_max` 1.5; it has to be 0 to 1");
    insta::assert_snapshot!(fault("green_target.east=-0.1"), @"`green_target.east=-0.1` would make `green_target` of `east` -0.1; it has to be 0 to 1");
    insta::assert_snapshot!(fault("rtt_limit.chat=0"), @"`rtt_limit.chat=0` would make `rtt_limit` of `chat` 0 ms; it has to be over 0, or `inf` for no limit");
    insta::assert_snapshot!(fault("carbon_price=-1"), @"`carbon_price=-1` would make `carbon_price` -1 CNY/t; it has to be 0 or more");
    insta::assert_snapshot!(fault("link_capacity.SH.wuhu=-1"), @"`link_capacity.SH.wuhu=-1` would make `link_capacity` of `SH.wuhu` -1 Gbps; it has to be 0 or more, or `inf` for no limit");
    insta::assert_snapshot!(fault("demand.chat=-1"), @"`demand.chat=-1` would make `demand` of `chat` -1 × the case's; it has to be 0 or more");
    insta::assert_snapshot!(fault("enabled.chat=0.5"), @"`enabled.chat=0.5` would make `enabled` of `chat` 0.5; it has to be 0 (off) or 1 (on)");
    insta::assert_snapshot!(fault("enabled.chat*=0"), @"`enabled.chat*=0`: `enabled.chat` is a switch; write `enabled.chat=0` or `enabled.chat=1`");
}

#[test]
fn a_change_that_cannot_be_read_says_how_to_write_it() {
    insta::assert_snapshot!(fault("pue"), @"`pue` is no change; write `KEY=VALUE`, `KEY*=FACTOR` or `KEY+=ADDITION`");
    insta::assert_snapshot!(fault("pue-=0.1"), @"`pue-=0.1`: there is no `-=`; write `KEY+=-ADDITION`");
    insta::assert_snapshot!(fault("pue/=2"), @"`pue/=2`: there is no `/=`; write `KEY*=FACTOR`");
    insta::assert_snapshot!(fault("pue=high"), @"`pue`: `high` is no number; a value is expected");
    insta::assert_snapshot!(fault("capacity.wuhu=1,5"), @"`capacity.wuhu`: `1,5` is no number; a value is expected, in MW");
    insta::assert_snapshot!(fault("capacity.wuhu*="), @"`capacity.wuhu`: `` is no number; a factor is expected");
    insta::assert_snapshot!(fault("carbon_price=NaN"), @"`carbon_price`: `NaN` is no number; a value is expected, in CNY/t");
    insta::assert_snapshot!(fault("carbon_pric=10"), @"no parameter is called `carbon_pric`; did you mean `carbon_price`?");
    insta::assert_snapshot!(fault("=10"), @"no parameter is called ``; `eastwest sweep --list-parameters CASE` lists them");
}

#[test]
fn hubs_are_allowed_and_taken_away() {
    let allowed = |changes: &[&str]| {
        let case = after(changes);
        case.workloads
            .iter()
            .map(|workload| workload.allowed.clone())
            .collect::<Vec<_>>()
    };
    let all = [true; 3];
    assert_eq!(
        allowed(&["hubs_allowed.pretrain.wuhu=0"]),
        [all, [false, true, true], all]
    );
    assert_eq!(
        allowed(&["hubs_allowed.west=0", "hubs_allowed.vault.horinger=1"]),
        [
            [true, false, false],
            [true, false, false],
            [true, false, true]
        ]
    );
    assert_eq!(
        allowed(&["hubs_allowed.inference.east=0"]),
        [[false, true, true], all, all]
    );
    assert_eq!(allowed(&["hubs_allowed.chat=0"]), [[false; 3], all, all]);
    insta::assert_snapshot!(fault("hubs_allowed.chat.wuh=0"), @"`hubs_allowed.chat.wuh`: `hubs_allowed` has no `wuh`; it takes `inference`, `training`, `storage`, a workload, `east`, `west`, a hub, or `WORKLOAD.HUB`; did you mean `hubs_allowed.chat.wuhu`?");
    insta::assert_snapshot!(fault("hubs_allowed.chat*=0"), @"`hubs_allowed.chat*=0`: `hubs_allowed.chat` is a switch; write `hubs_allowed.chat=0` or `hubs_allowed.chat=1`");
}

/// The run's 600 TB over 12 h instead of 48 h are four times the rate.
#[test]
fn windows_are_opened_and_closed() {
    let run = |changes: &[&str]| training(&after(changes)).clone();
    let whole = run(&[]);
    let day = run(&["window.pretrain.rest=0"]);
    assert_eq!(
        (day.window.as_slice(), day.window_hours),
        (&[true, false][..], 12.0)
    );
    assert_close(day.gbps_per_mwh(), 4.0 * whole.gbps_per_mwh());
    let rest = run(&["window.pretrain=0", "window.pretrain.rest=1"]);
    assert_eq!(
        (rest.window.as_slice(), rest.window_hours),
        (&[false, true][..], 36.0)
    );
    assert_eq!(run(&["window.pretrain.rest.day=1"]), whole);
    // a run without a period moves nothing and asks for all of its work
    let none = run(&["window=0"]);
    assert_eq!((none.window_hours, none.gbps_per_mwh()), (0.0, 0.0));
    assert_eq!(none.energy_mwh, whole.energy_mwh);
    insta::assert_snapshot!(fault("window.chat.day=0"), @"`window.chat.day`: `window` has no `chat`; it takes a training run, `RUN.PERIOD` or `RUN.FIRST.LAST`");
    insta::assert_snapshot!(fault("window.pretrain.dey=0"), @"`window.pretrain.dey`: `window` has no `dey`; it takes a training run, `RUN.PERIOD` or `RUN.FIRST.LAST`; did you mean `window.pretrain.day`?");
}

#[test]
fn an_accounting_is_called_by_its_name() {
    let accounting = |changes: &[&str]| after(changes).accounting;
    assert_eq!(accounting(&[]), Accounting::Location);
    assert_eq!(
        accounting(&["carbon_accounting=market"]),
        Accounting::Market
    );
    let marginal = ["marginal_emission_factor=0.8", "carbon_accounting=marginal"];
    assert_eq!(accounting(&marginal), Accounting::Marginal);
    insta::assert_snapshot!(fault("carbon_accounting=marginal"), @"`carbon_accounting=marginal`: hub `wuhu` has no marginal emission factor; give it one in hubs.csv or with `marginal_emission_factor.wuhu=VALUE` before");
    insta::assert_snapshot!(fault("carbon_accounting=residual"), @"`carbon_accounting`: there is no `residual`; it is one of `location`, `market` or `marginal`");
    insta::assert_snapshot!(fault("carbon_accounting*=2"), @"`carbon_accounting*=2`: `carbon_accounting` is one of `location`, `market` or `marginal`; write `carbon_accounting=` and its name");
    let change = Change::parse("carbon_accounting=market", &case()).expect("a change");
    assert_eq!(change.to_string(), "carbon_accounting=market");
}

#[test]
fn what_places_and_windows_were_is_restored() {
    let base = case();
    let texts = [
        "hubs_allowed.west=0",
        "window.pretrain.day=0",
        "carbon_accounting=market",
    ];
    let mut scratch = after(&texts);
    for text in texts {
        let change = Change::parse(text, &base).expect("a change");
        change.key.restore(&mut scratch, &base);
    }
    assert_eq!(format!("{scratch:?}"), format!("{base:?}"));
}

/// Peaks become means: a run of 12 h out of 48 h moves its 600 TB in 48 h when there is one period.
#[test]
fn one_period_spreads_the_data_of_a_run_over_the_horizon() {
    let windowed = after(&["window.pretrain.rest=0"]);
    let averaged = windowed.averaged();
    // 600 TB · 8,000 Gb in 48 h for 480 MWh
    let gbps_per_mwh = 600.0 * 8000.0 / (48.0 * 3600.0) / 480.0;
    assert_close(training(&averaged).gbps_per_mwh(), gbps_per_mwh);
    assert_close(training(&windowed).gbps_per_mwh(), 4.0 * gbps_per_mwh);
    // 20 MW in a quarter of the time are 5 MW on the mean
    assert_close(training(&averaged).power_limit_mw, 5.0);
    assert_eq!(training(&averaged.averaged()), training(&averaged));
}

/// What a case's files may hold can be scaled and added to: a price below nothing as well, and a share that a profile
/// rounds past 1 by a digit.
#[test]
fn what_a_case_holds_can_be_scaled() {
    let folder =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/negative-price-factor");
    let read = eastwest::input::read_case(&folder);
    let case = read.unwrap_or_else(|report| panic!("{report}")).case;
    let price = |case: &Case| {
        case.hubs
            .iter()
            .map(|hub| hub.price_cny_per_kwh.base)
            .collect::<Vec<_>>()
    };
    let before = price(&case);
    assert!(before.iter().any(|&price| price < 0.0), "{before:?}");
    for (text, expected) in [
        ("electricity_price*=1", before.clone()),
        (
            "electricity_price*=2",
            before.iter().map(|p| 2.0 * p).collect(),
        ),
        ("electricity_price*=-1", before.iter().map(|p| -p).collect()),
        ("electricity_price=-0.25", vec![-0.25; before.len()]),
    ] {
        let mut changed = case.clone();
        let change = Change::parse(text, &case).expect("a change");
        change
            .apply(&mut changed)
            .unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(price(&changed), expected, "{text}");
    }
    let mut rounded = case.clone();
    let share = &mut rounded.hubs[0].green_share;
    (share.base, share.shape) = (0.7, vec![(1.0 + 1e-12) / 0.7; case.periods.len()]);
    for text in ["green_share*=1", "pue*=1"] {
        let change = Change::parse(text, &rounded).expect("a change");
        change
            .apply(&mut rounded)
            .unwrap_or_else(|error| panic!("{error}"));
    }
}
