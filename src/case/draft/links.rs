//! Links and trunks: one link for each origin and hub, given or derived.

use std::collections::{HashMap, HashSet};

use super::check::{Faults, Names, ids};
use super::place::{DraftPlace, Table};
use super::problem::{Problem, counted};
use super::terms::{Noun, least_rtt_ms};
use super::{Draft, LinkRow};
use crate::case::quantity::Quantity;
use crate::case::{Hub, Link, Network, Origin, Trunk, TrunkId};

/// Relative slack of the test against light, for figures that are exactly at the limit.
const LIGHT_TOLERANCE: f64 = 1e-9;

/// The trunks of a draft.
pub(super) fn trunks(draft: &Draft, faults: &mut Faults) -> Vec<Trunk> {
    let names = draft.trunks.iter().map(|row| row.trunk.as_str());
    ids(faults, Table::Trunks, "trunk", Noun::Trunk, &[], names);
    let mut trunks = Vec::with_capacity(draft.trunks.len());
    for (index, trunk) in draft.trunks.iter().enumerate() {
        faults.row(Table::Trunks, index, &trunk.trunk).number(
            "capacity_gbps",
            "capacity",
            Quantity::TrunkCapacity.bounds(),
            trunk.capacity_gbps,
        );
        trunks.push(Trunk {
            id: trunk.trunk.clone(),
            capacity_gbps: trunk.capacity_gbps,
        });
    }
    trunks
}

/// How links are derived. A setting that no link needs is that of light in straight fibre.
pub(super) fn network(draft: &Draft) -> Network {
    let network = &draft.settings.network;
    Network {
        derive_links: network.derive_links,
        route_factor: network.route_factor.unwrap_or(1.0),
        fibre_delay_us_per_km: network
            .fibre_delay_us_per_km
            .unwrap_or(1000.0 / super::terms::FIBRE_KM_PER_MS),
        equipment_delay_ms: network.equipment_delay_ms.unwrap_or(0.0),
        price_cny_per_gbps_month: network.price_cny_per_gbps_month.unwrap_or(0.0),
        capacity_gbps: network.capacity_gbps.unwrap_or(f64::INFINITY),
        transfer_cny_per_tb: network.transfer_cny_per_tb,
    }
}

/// What the links are made from.
pub(super) struct Ends<'a> {
    pub draft: &'a Draft,
    pub hubs: &'a [Hub],
    pub origins: &'a [Origin],
    pub hub_names: &'a Names,
    pub origin_names: &'a Names,
    pub trunk_names: &'a Names,
}

/// The rows of the draft.
#[derive(Default)]
struct Given<'a> {
    /// By the pair that they speak of, with their trunk.
    rows: HashMap<(usize, usize), (&'a LinkRow, Option<TrunkId>)>,
    /// Origins of rows whose hub is not known: any of their pairs may be meant.
    origins: HashSet<usize>,
    /// Hubs of rows whose origin is not known.
    hubs: HashSet<usize>,
}

impl Given<'_> {
    /// Whether a pair without a row of its own may be the one that a mistyped row means.
    fn is_doubtful(&self, (o, h): (usize, usize)) -> bool {
        !self.rows.contains_key(&(o, h)) && (self.origins.contains(&o) || self.hubs.contains(&h))
    }
}

/// All links, origin-major. `None` stands for a link that could not be made; it has its fault.
pub(super) fn links(ends: &Ends<'_>, network: &Network, faults: &mut Faults) -> Vec<Option<Link>> {
    let given = given(ends, faults);
    let mut wanting = Wanting::default();
    let mut links = Vec::with_capacity(ends.origins.len() * ends.hubs.len());
    for o in 0..ends.origins.len() {
        for h in 0..ends.hubs.len() {
            if given.is_doubtful((o, h)) {
                links.push(None);
                continue;
            }
            let row = given.rows.get(&(o, h)).copied();
            links.push(link(ends, network, (o, h), row, &mut wanting));
        }
    }
    wanting.report(ends, faults);
    links
}

/// Checks the rows and files them by pair.
fn given<'a>(ends: &Ends<'a>, faults: &mut Faults) -> Given<'a> {
    let mut given = Given::default();
    let mut firsts: HashMap<(usize, usize), DraftPlace> = HashMap::new();
    for (index, link) in ends.draft.links.iter().enumerate() {
        let name = format!("{}–{}", link.origin, link.hub);
        let mut row = faults.row(Table::Links, index, &name);
        let origin = row.refer("origin", ends.origin_names, &link.origin);
        let hub = row.refer("hub", ends.hub_names, &link.hub);
        let trunk = link
            .trunk
            .as_ref()
            .and_then(|trunk| row.refer("trunk", ends.trunk_names, trunk))
            .map(TrunkId::new);
        for (column, name, quantity, value) in [
            ("rtt_ms", "round trip", Quantity::RoundTrip, link.rtt_ms),
            (
                "price_cny_per_gbps_month",
                "bandwidth price",
                Quantity::BandwidthPrice,
                link.price_cny_per_gbps_month,
            ),
            (
                "capacity_gbps",
                "capacity",
                Quantity::LinkCapacity,
                link.capacity_gbps,
            ),
            (
                "transfer_cny_per_tb",
                "transfer price",
                Quantity::TransferPrice,
                link.transfer_cny_per_tb,
            ),
        ] {
            row.optional(column, name, quantity.bounds(), value);
        }
        let (Some(o), Some(h)) = (origin, hub) else {
            given.origins.extend(origin);
            given.hubs.extend(hub);
            continue;
        };
        if let Some(problem) = faster_than_light(link, &ends.origins[o], &ends.hubs[h]) {
            row.fault("rtt_ms", problem);
        }
        if let Some(first) = firsts.get(&(o, h)) {
            let what = tr!("the link from `{}` to `{}`", link.origin, link.hub);
            row.duplicate("hub", what, tr!("a pair may have one row"), first.clone());
        } else {
            firsts.insert((o, h), row.place("hub"));
            given.rows.insert((o, h), (link, trunk));
        }
    }
    given
}

fn faster_than_light(link: &LinkRow, origin: &Origin, hub: &Hub) -> Option<Problem> {
    let (found, from, to) = (link.rtt_ms?, origin.at?, hub.at?);
    let least_ms = least_rtt_ms(from, to);
    (found >= 0.0 && found < least_ms * (1.0 - LIGHT_TOLERANCE)).then(|| Problem::FasterThanLight {
        origin: origin.id.clone(),
        hub: hub.id.clone(),
        found,
        km: from.great_circle_km(to),
        least_ms,
    })
}

/// The link of one pair.
fn link(
    ends: &Ends<'_>,
    network: &Network,
    (o, h): (usize, usize),
    row: Option<(&LinkRow, Option<TrunkId>)>,
    wanting: &mut Wanting,
) -> Option<Link> {
    let stated = row.map(|(row, _)| row);
    let price = stated.and_then(|row| row.price_cny_per_gbps_month);
    if price.is_none() {
        wanting.price += 1;
    }
    let stated_rtt = stated.and_then(|row| row.rtt_ms);
    let rtt_ms = match stated_rtt {
        Some(rtt_ms) => rtt_ms,
        None => derive(ends, network, (o, h), wanting)?,
    };
    Some(Link {
        rtt_ms,
        price_cny_per_gbps_month: price.unwrap_or(network.price_cny_per_gbps_month),
        capacity_gbps: stated
            .and_then(|row| row.capacity_gbps)
            .unwrap_or(network.capacity_gbps),
        transfer_cny_per_tb: stated
            .and_then(|row| row.transfer_cny_per_tb)
            .unwrap_or(network.transfer_cny_per_tb),
        trunk: row.and_then(|(_, trunk)| trunk),
        derived: stated_rtt.is_none(),
    })
}

/// A round-trip time from coordinates, where the case allows it and both are given.
fn derive(
    ends: &Ends<'_>,
    network: &Network,
    (o, h): (usize, usize),
    wanting: &mut Wanting,
) -> Option<f64> {
    if !network.derive_links {
        wanting.first_not_given.get_or_insert((o, h));
        wanting.not_given += 1;
        return None;
    }
    wanting.derived += 1;
    let (from, to) = (ends.origins[o].at, ends.hubs[h].at);
    if from.is_none() {
        *wanting.origins.entry(o).or_default() += 1;
    }
    if to.is_none() {
        *wanting.hubs.entry(h).or_default() += 1;
    }
    Some(network.derived_rtt_ms(from?.great_circle_km(to?)))
}

/// What links needed and did not find, counted, so that one cause is one fault.
#[derive(Default)]
struct Wanting {
    price: usize,
    derived: usize,
    not_given: usize,
    first_not_given: Option<(usize, usize)>,
    origins: std::collections::BTreeMap<usize, usize>,
    hubs: std::collections::BTreeMap<usize, usize>,
}

impl Wanting {
    fn report(&self, ends: &Ends<'_>, faults: &mut Faults) {
        self.settings(ends.draft, faults);
        self.coordinates(ends, faults);
        if let Some((o, h)) = self.first_not_given {
            let problem = Problem::LinksNotGiven {
                count: self.not_given,
                pairs: ends.origins.len() * ends.hubs.len(),
                origin: ends.origins[o].id.clone(),
                hub: ends.hubs[h].id.clone(),
            };
            faults.push(DraftPlace::table(Table::Links), problem);
        }
    }

    fn settings(&self, draft: &Draft, faults: &mut Faults) {
        let network = &draft.settings.network;
        let derived = tr!("{} to be derived with it", are(self.derived));
        let priced = tr!("{} no price of their own", state(self.price));
        for (key, quantity, stated, count, reason) in [
            (
                "network.route_factor",
                "the route factor",
                network.route_factor,
                self.derived,
                &derived,
            ),
            (
                "network.fibre_delay_us_per_km",
                "the delay of fibre",
                network.fibre_delay_us_per_km,
                self.derived,
                &derived,
            ),
            (
                "network.equipment_delay_ms",
                "the delay of equipment",
                network.equipment_delay_ms,
                self.derived,
                &derived,
            ),
            (
                "network.price_cny_per_gbps_month",
                "the bandwidth price",
                network.price_cny_per_gbps_month,
                self.price,
                &priced,
            ),
        ] {
            if stated.is_none() && count > 0 {
                let problem = Problem::Needed {
                    quantity,
                    reason: reason.clone(),
                };
                faults.push(DraftPlace::setting(key), problem);
            }
        }
    }

    fn coordinates(&self, ends: &Ends<'_>, faults: &mut Faults) {
        let bare_hub = |index: usize| {
            let row = &ends.draft.hubs[index];
            !row.hub.is_empty() && row.lat_deg.is_none() && row.lon_deg.is_none()
        };
        let bare_origin = |index: usize| {
            let row = &ends.draft.origins[index];
            !row.origin.is_empty() && row.lat_deg.is_none() && row.lon_deg.is_none()
        };
        // one coordinate without the other, one that is no number, and a row without id have their own faults
        let hubs = self
            .hubs
            .iter()
            .filter(|(index, _)| bare_hub(**index))
            .map(|(&index, &links)| (Noun::Hub, ends.hubs[index].id.clone(), index, links));
        let origins = self
            .origins
            .iter()
            .filter(|(index, _)| bare_origin(**index))
            .map(|(&index, &links)| (Noun::Origin, ends.origins[index].id.clone(), index, links));
        for (noun, name, index, links) in hubs.chain(origins) {
            let problem = Problem::NoCoordinates {
                noun,
                name: name.clone(),
                links,
            };
            faults
                .row(noun.table(), index, &name)
                .fault("lat_deg", problem);
        }
    }
}

fn are(links: usize) -> String {
    let verb = if links == 1 { "is" } else { "are" };
    format!("{} {verb}", counted(links, "link"))
}

fn state(links: usize) -> String {
    let verb = if links == 1 { "states" } else { "state" };
    format!("{} {verb}", counted(links, "link"))
}
