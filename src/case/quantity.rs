//! Everything that a parameter can change: names, units, ranges, and where each enters the programme.

use std::fmt;

use crate::language::word;
use crate::text::number;

use super::Accounting;
use super::bounds::Bounds;

/// What a parameter changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Quantity {
    /// Price of electricity at the meter.
    ElectricityPrice,
    /// Fee per contracted kW and month.
    HostingFee,
    /// Premium of a MWh of green energy.
    GreenPremium,
    /// Price of contracted bandwidth.
    BandwidthPrice,
    /// Price of moving bulk data.
    TransferPrice,
    /// Price of a tonne of CO2.
    CarbonPrice,
    /// Average location-based grid factor.
    EmissionFactor,
    /// Factor of energy without a green contract.
    ResidualEmissionFactor,
    /// Factor of one more MWh.
    MarginalEmissionFactor,
    /// Renewable share of a hub's energy.
    GreenShare,
    /// Facility energy ÷ IT energy.
    Pue,
    /// Most IT load of a hub.
    Capacity,
    /// Most facility power of a hub.
    FacilityLimit,
    /// Most bandwidth of a link.
    LinkCapacity,
    /// Most bandwidth of a trunk.
    TrunkCapacity,
    /// What workloads ask for, as a multiple.
    Demand,
    /// Data moved by workloads, as a multiple.
    Traffic,
    /// Whether workloads run, and whether hubs can be used.
    Enabled,
    /// Whether workloads may run at hubs.
    HubsAllowed,
    /// Whether training runs may use periods.
    Window,
    /// Longest round trip of services.
    RttLimit,
    /// Round-trip time of links.
    RoundTrip,
    /// Most accelerators of a training run at once.
    AcceleratorsMax,
    /// Days within which the data of training runs are moved.
    TransferDays,
    /// Price of an accelerator.
    AcceleratorPrice,
    /// Most accelerators of a kind, over all hubs or at one.
    Fleet,
    /// Power drawn by idle accelerators.
    IdlePower,
    /// Price of contracted green power.
    ContractPrice,
    /// What the way of contracted green power costs.
    ContractGridFee,
    /// Charge per contracted kW of green power.
    ContractConnection,
    /// Most green power that can be contracted.
    ContractMax,
    /// Least green share.
    GreenTarget,
    /// Least green share of all energy in every period.
    HourlyGreenShare,
    /// Least green share of every hub's energy in every period.
    HourlyGreenShareEachHub,
    /// The emission accounting that policies and prices use.
    CarbonAccounting,
    /// Most carbon.
    CarbonCap,
    /// Most of all IT energy at one hub.
    HubShareMax,
    /// Least share of training in the west.
    TrainingWestShare,
    /// Price of demand not served.
    UnservedPenalty,
    /// Price of green energy missing from a target.
    GreenPenalty,
    /// Price of carbon over the cap.
    CarbonPenalty,
    /// Price of energy in breach of a share rule.
    SharePenalty,
}

/// What the selectors of a quantity choose among.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    /// The whole case; no selector.
    Whole,
    /// Hubs: a side or a hub.
    Hubs,
    /// Links: a side, a hub, an origin, or an origin and a hub or side.
    Links,
    /// Trunks: a trunk.
    Trunks,
    /// Demands: a kind, a workload, an origin, or a kind or workload and an origin.
    Demands,
    /// Workloads: a kind or a workload.
    Workloads,
    /// What can be switched off: a kind, a workload, a side or a hub.
    Switches,
    /// Pairs of a workload and a hub: a kind, a workload, a side, a hub, or a kind or workload and a hub or side.
    Places,
    /// Periods of training runs: a run, a run and a period, or a run and the first and the last of several periods.
    Windows,
    /// Services (inference): a service.
    Services,
    /// Training runs: a run.
    Runs,
    /// Kinds of accelerators: a kind.
    Accelerators,
    /// Fleets: a kind, all hubs together, or a kind at a hub or side.
    Fleets,
    /// Contracts for green power: what they are made of, or a contract.
    Contracts,
    /// Green targets: `all`, a side or a hub, each a rule of its own.
    Targets,
}

impl Family {
    /// The selectors that it takes, for messages.
    #[must_use]
    pub(crate) const fn selectors(self) -> &'static str {
        match self {
            Family::Whole => "no selector",
            Family::Hubs => "`east`, `west` or a hub",
            Family::Links => "`east`, `west`, a hub, an origin, or `ORIGIN.HUB`",
            Family::Trunks => "a trunk",
            Family::Demands => {
                "`inference`, `training`, `storage`, a workload, an origin, or `WORKLOAD.ORIGIN`"
            }
            Family::Workloads => "`inference`, `training`, `storage` or a workload",
            Family::Switches => {
                "`inference`, `training`, `storage`, a workload, `east`, `west` or a hub"
            }
            Family::Places => {
                "`inference`, `training`, `storage`, a workload, `east`, `west`, a hub, or `WORKLOAD.HUB`"
            }
            Family::Windows => "a training run, `RUN.PERIOD` or `RUN.FIRST.LAST`",
            Family::Services => "an inference service",
            Family::Runs => "a training run",
            Family::Accelerators => "an accelerator",
            Family::Fleets => "an accelerator or `ACCELERATOR.HUB`",
            Family::Contracts => "`wind`, `solar`, another source or a contract",
            Family::Targets => "`all`, `east`, `west` or a hub",
        }
    }
}

/// Which figures a quantity may take: stated once, for changes and for files ([`Allowed::in_files`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowed {
    /// Any finite number.
    Finite,
    /// Finite, 0 or more.
    NonNegative,
    /// 0 or more; +∞ is no limit.
    Limit,
    /// Over 0; +∞ is no limit.
    PositiveLimit,
    /// A time for moving data in days, from [`LEAST_TRANSFER_DAYS`] on; +∞ is no limit.
    TransferDays,
    /// 0 to 1.
    Share,
    /// Finite, 1 or more.
    AtLeastOne,
    /// 0 or 1, and nothing between.
    Switch,
    /// The name of an emission accounting; as a figure its place in [`Accounting::ALL`].
    Accounting,
}

/// The shortest time for moving the data of a run, days: in less, links of any length would have to be thought of as storage.
pub(crate) const LEAST_TRANSFER_DAYS: f64 = 0.01;

impl Allowed {
    /// Whether `value` is allowed; NaN never is.
    #[must_use]
    pub(crate) fn holds(self, value: f64) -> bool {
        match self {
            Allowed::Switch => value == 0.0 || value == 1.0,
            Allowed::Accounting => accounting(value).is_some(),
            Allowed::Limit | Allowed::PositiveLimit | Allowed::TransferDays
                if value == f64::INFINITY =>
            {
                true
            }
            _ => self.in_files().hold(value),
        }
    }

    /// Whether the product of two figures is allowed, which may be rounded past an end.
    #[must_use]
    pub(crate) fn holds_product(self, value: f64) -> bool {
        self.holds(value) || (!self.is_choice() && self.in_files().hold_product(value))
    }

    /// The range of a figure in a file: there no limit is none at all, instead of an infinite one.
    #[must_use]
    pub(crate) const fn in_files(self) -> Bounds {
        match self {
            Allowed::NonNegative | Allowed::Limit => Bounds::NOT_NEGATIVE,
            Allowed::PositiveLimit => Bounds::Positive,
            Allowed::TransferDays => Bounds::AtLeast(LEAST_TRANSFER_DAYS),
            Allowed::Share => Bounds::SHARE,
            Allowed::AtLeastOne => Bounds::AtLeast(1.0),
            // a choice is no figure of a file
            Allowed::Finite | Allowed::Switch | Allowed::Accounting => Bounds::Finite,
        }
    }
}

impl fmt::Display for Allowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(word(match self {
            Allowed::Finite => "a finite number",
            Allowed::NonNegative => "0 or more",
            Allowed::Limit => "0 or more, or `inf` for no limit",
            Allowed::PositiveLimit => "over 0, or `inf` for no limit",
            Allowed::TransferDays => "0.01 (a quarter of an hour) or more, or `inf` for no limit",
            Allowed::Share => "0 to 1",
            Allowed::AtLeastOne => "1 or more",
            Allowed::Switch => "0 (off) or 1 (on)",
            Allowed::Accounting => "`location`, `market` or `marginal`",
        }))
    }
}

/// The accounting that a figure stands for: its place in [`Accounting::ALL`].
pub(crate) fn accounting(figure: f64) -> Option<Accounting> {
    let places = (0..).map(f64::from).zip(Accounting::ALL);
    places
        .into_iter()
        .find(|(place, _)| *place == figure)
        .map(|(_, accounting)| accounting)
}

/// The figure that stands for an accounting.
pub(crate) fn accounting_figure(accounting: Accounting) -> f64 {
    f64::from(accounting as u8)
}

impl Allowed {
    /// Whether figures are switches or names, which cannot be multiplied or added to.
    #[must_use]
    pub(crate) const fn is_choice(self) -> bool {
        matches!(self, Allowed::Switch | Allowed::Accounting)
    }

    /// Reads a value: a number, or a name where names are allowed (its figure is understood, too); `None` for what is neither, and for NaN.
    #[must_use]
    pub(crate) fn read(self, text: &str) -> Option<f64> {
        let text = text.trim();
        if self == Allowed::Accounting {
            let named = Accounting::ALL.into_iter().find(|one| one.name() == text);
            if let Some(named) = named {
                return Some(accounting_figure(named));
            }
        }
        number::read(text).ok().filter(|number| !number.is_nan())
    }

    /// Writes a value as [`Allowed::read`] reads it.
    #[must_use]
    pub(crate) fn write(self, value: f64) -> String {
        match accounting(value) {
            Some(named) if self == Allowed::Accounting => named.name().to_owned(),
            _ => value.to_string(),
        }
    }
}

/// Where a quantity enters the programme, for an engine that keeps what did not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Coefficients of the objective, and linearly.
    Costs,
    /// Right-hand sides and bounds, and linearly.
    RightHandSides,
    /// Coefficients of rows, and of the objective as well for some.
    Coefficients,
    /// Which rows and columns there are.
    Structure,
}

impl Effect {
    /// Whether rows and columns stay the same.
    #[must_use]
    pub(crate) const fn keeps_structure(self) -> bool {
        !matches!(self, Effect::Structure)
    }

    /// Whether costs or right-hand sides are affine in the quantity, all else unchanged.
    #[must_use]
    pub const fn is_linear(self) -> bool {
        matches!(self, Effect::Costs | Effect::RightHandSides)
    }
}

/// What is fixed about a quantity.
struct Specification {
    name: &'static str,
    unit: &'static str,
    what: &'static str,
    family: Family,
    allowed: Allowed,
    effect: Effect,
}

impl Quantity {
    /// All quantities, in the order in which they are listed.
    pub const ALL: [Quantity; 42] = [
        Quantity::ElectricityPrice,
        Quantity::HostingFee,
        Quantity::GreenPremium,
        Quantity::BandwidthPrice,
        Quantity::TransferPrice,
        Quantity::CarbonPrice,
        Quantity::EmissionFactor,
        Quantity::ResidualEmissionFactor,
        Quantity::MarginalEmissionFactor,
        Quantity::GreenShare,
        Quantity::Pue,
        Quantity::Capacity,
        Quantity::FacilityLimit,
        Quantity::LinkCapacity,
        Quantity::TrunkCapacity,
        Quantity::Demand,
        Quantity::Traffic,
        Quantity::Enabled,
        Quantity::HubsAllowed,
        Quantity::Window,
        Quantity::RttLimit,
        Quantity::RoundTrip,
        Quantity::AcceleratorsMax,
        Quantity::TransferDays,
        Quantity::AcceleratorPrice,
        Quantity::Fleet,
        Quantity::IdlePower,
        Quantity::ContractPrice,
        Quantity::ContractGridFee,
        Quantity::ContractConnection,
        Quantity::ContractMax,
        Quantity::GreenTarget,
        Quantity::HourlyGreenShare,
        Quantity::HourlyGreenShareEachHub,
        Quantity::CarbonAccounting,
        Quantity::CarbonCap,
        Quantity::HubShareMax,
        Quantity::TrainingWestShare,
        Quantity::UnservedPenalty,
        Quantity::GreenPenalty,
        Quantity::CarbonPenalty,
        Quantity::SharePenalty,
    ];

    /// The quantity of that name.
    #[must_use]
    pub(crate) fn named(name: &str) -> Option<Quantity> {
        Quantity::ALL.into_iter().find(|q| q.name() == name)
    }

    /// Its name in a key: `electricity_price`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.specification().name
    }

    /// Its unit; `-` where it has none.
    #[must_use]
    pub(crate) const fn unit(self) -> &'static str {
        self.specification().unit
    }

    /// One line that says what it is.
    #[must_use]
    pub(crate) const fn what(self) -> &'static str {
        self.specification().what
    }

    /// What its selectors choose among.
    #[must_use]
    pub(crate) const fn family(self) -> Family {
        self.specification().family
    }

    /// The figures that it may take, in every period.
    #[must_use]
    pub const fn allowed(self) -> Allowed {
        self.specification().allowed
    }

    /// The range of its figures in a case's files.
    #[must_use]
    pub(crate) const fn bounds(self) -> Bounds {
        self.allowed().in_files()
    }

    /// Where it enters the programme.
    #[must_use]
    pub(crate) const fn effect(self) -> Effect {
        self.specification().effect
    }

    /// Whether a figure is a multiple of what the case asks for, whose base is 1.
    #[must_use]
    pub(crate) const fn is_multiple(self) -> bool {
        matches!(self, Quantity::Demand | Quantity::Traffic)
    }
}

/// Writes the table of [`Specification`]s one line a quantity.
macro_rules! specifications {
    ($($quantity:ident $name:literal [$unit:literal] $family:ident $allowed:ident $effect:ident $what:literal;)*) => {
        impl Quantity {
            const fn specification(self) -> &'static Specification {
                match self {
                    $(Quantity::$quantity => &Specification {
                        name: $name,
                        unit: $unit,
                        what: $what,
                        family: Family::$family,
                        allowed: Allowed::$allowed,
                        effect: Effect::$effect,
                    },)*
                }
            }
        }
    };
}

specifications! {
    ElectricityPrice "electricity_price" ["CNY/kWh"] Hubs Finite Costs
        "price of electricity at the meter";
    HostingFee "hosting_fee" ["CNY per kW and month"] Hubs NonNegative Costs
        "fee per contracted kW (IT), power excluded";
    GreenPremium "green_premium" ["CNY/MWh"] Hubs NonNegative Costs
        "price of green energy on top of the electricity price";
    BandwidthPrice "bandwidth_price" ["CNY per Gbps and month"] Links NonNegative Costs
        "price of contracted bandwidth";
    TransferPrice "transfer_price" ["CNY/TB"] Links NonNegative Costs
        "price of moving bulk data";
    CarbonPrice "carbon_price" ["CNY/t"] Whole NonNegative Costs
        "price of a tonne of CO2 in the case's accounting";
    EmissionFactor "emission_factor" ["kg/kWh"] Hubs NonNegative Coefficients
        "average location-based grid factor";
    ResidualEmissionFactor "residual_emission_factor" ["kg/kWh"] Hubs NonNegative Coefficients
        "factor of energy without a green contract; the average factor where the case has none";
    MarginalEmissionFactor "marginal_emission_factor" ["kg/kWh"] Hubs NonNegative Coefficients
        "factor of one more MWh";
    GreenShare "green_share" ["-"] Hubs Share Coefficients
        "renewable share of a hub's energy by contract";
    Pue "pue" ["-"] Hubs AtLeastOne Coefficients
        "facility energy ÷ IT energy";
    Capacity "capacity" ["MW"] Hubs NonNegative RightHandSides
        "most contracted IT load";
    FacilityLimit "facility_limit" ["MW"] Hubs Limit RightHandSides
        "most facility power";
    LinkCapacity "link_capacity" ["Gbps"] Links Limit RightHandSides
        "most bandwidth between an origin and a hub";
    TrunkCapacity "trunk_capacity" ["Gbps"] Trunks NonNegative RightHandSides
        "most bandwidth over all links of a trunk";
    Demand "demand" ["× the case's"] Demands NonNegative RightHandSides
        "what workloads ask for, as a multiple";
    Traffic "traffic" ["× the case's"] Workloads NonNegative Coefficients
        "data that workloads move, as a multiple";
    Enabled "enabled" ["0 or 1"] Switches Switch Structure
        "whether workloads run at all, and whether a hub can be used";
    HubsAllowed "hubs_allowed" ["0 or 1"] Places Switch Structure
        "whether workloads may run at hubs";
    Window "window" ["0 or 1"] Windows Switch Structure
        "whether training runs may use periods";
    RttLimit "rtt_limit" ["ms"] Services PositiveLimit Structure
        "longest round trip of a service";
    RoundTrip "round_trip" ["ms"] Links NonNegative Structure
        "round-trip time of a link";
    AcceleratorsMax "accelerators_max" ["accelerators"] Runs Limit RightHandSides
        "most accelerators of a training run at once";
    TransferDays "transfer_days" ["days"] Runs TransferDays Coefficients
        "days within which the data of a training run are moved; `inf` spreads them over its window";
    AcceleratorPrice "accelerator_price" ["CNY"] Accelerators NonNegative Costs
        "price of an accelerator with its share of the server and fabric";
    Fleet "fleet" ["accelerators"] Fleets Limit RightHandSides
        "most accelerators of a kind, over all hubs or at one";
    IdlePower "idle_power" ["-"] Accelerators Share Coefficients
        "power of an idle accelerator ÷ power of one at work";
    ContractPrice "contract_price" ["CNY/MWh"] Contracts NonNegative Costs
        "price of contracted green power at the plant";
    ContractGridFee "contract_grid_fee" ["CNY/MWh"] Contracts NonNegative Costs
        "what the way of contracted green power to its hub costs";
    ContractConnection "contract_connection" ["CNY per kW and month"] Contracts NonNegative Costs
        "charge per contracted kW of green power";
    ContractMax "contract_max" ["MW"] Contracts Limit RightHandSides
        "most green power that can be contracted";
    GreenTarget "green_target" ["-"] Targets Share Coefficients
        "least green share";
    HourlyGreenShare "hourly_green_share" ["-"] Whole Share Coefficients
        "least green share of all energy in every period, of what is green in that period";
    HourlyGreenShareEachHub "hourly_green_share_each_hub" ["-"] Whole Share Coefficients
        "the same at every hub by itself";
    CarbonAccounting "carbon_accounting" ["-"] Whole Accounting Structure
        "emissions that policies and prices use: location, market or marginal";
    CarbonCap "carbon_cap" ["t"] Whole Limit RightHandSides
        "most carbon over the horizon";
    HubShareMax "hub_share_max" ["-"] Whole Share Coefficients
        "most of all IT energy at one hub";
    TrainingWestShare "training_west_share" ["-"] Whole Share Coefficients
        "least share of training energy in the west";
    UnservedPenalty "unserved_penalty" ["CNY/MWh"] Whole NonNegative Costs
        "price of demand not served";
    GreenPenalty "green_penalty" ["CNY/MWh"] Whole NonNegative Costs
        "price of green energy missing from a target";
    CarbonPenalty "carbon_penalty" ["CNY/t"] Whole NonNegative Costs
        "price of carbon over the cap";
    SharePenalty "share_penalty" ["CNY/MWh"] Whole NonNegative Costs
        "price of energy in breach of a share rule";
}
