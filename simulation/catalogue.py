"""The merchants and prices of five countries; every name is made up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Category:
    """A category of merchants."""

    typical: int  # cents of a euro
    visits: int  # relative to the others
    fixed: bool = False  # a subscription costs the same each month, whoever takes it


@dataclass(frozen=True, kw_only=True)
class Country:
    """A country: its currency, price level and shops."""

    code: str
    currency: str
    prices: int  # per cent of the euro's
    utc_offset: int  # hours, in winter
    share: int  # of the customers, per cent
    shops: Mapping[str, Sequence[str]]


CATEGORIES = {
    "groceries": Category(typical=2800, visits=30),
    "coffee": Category(typical=450, visits=22),
    "transit": Category(typical=340, visits=14),
    "restaurant": Category(typical=2900, visits=12),
    "fuel": Category(typical=5200, visits=8),
    "pharmacy": Category(typical=1600, visits=6),
    "clothing": Category(typical=5900, visits=4),
    "marketplace": Category(typical=3400, visits=8),
    "subscription": Category(typical=1299, visits=3, fixed=True),
    "electronics": Category(typical=14900, visits=2),
    "travel": Category(typical=21000, visits=2),
    "exchange": Category(typical=12000, visits=3),
}

COUNTRIES = (
    Country(
        code="DE",
        currency="EUR",
        prices=100,
        utc_offset=1,
        share=34,
        shops={
            "groceries": ("Kaufmarkt Nord", "Frischehof", "Biomarkt Linde"),
            "coffee": ("Bäckerei Lindner", "Kaffeekontor", "Café Morgenrot"),
            "transit": ("Stadtverkehr Rhein-Main", "Regiobahn"),
            "restaurant": ("Gasthaus Zum Anker", "Trattoria Bellini", "Pho Saigon"),
            "fuel": ("Tankhof Weber", "Nordöl Station"),
            "pharmacy": ("Löwen-Apotheke", "Drogerie Seidel"),
            "clothing": ("Modehaus Krüger", "Schuhhaus Ebert"),
        },
    ),
    Country(
        code="FR",
        currency="EUR",
        prices=105,
        utc_offset=1,
        share=22,
        shops={
            "groceries": ("Marché des Halles", "Supérette Voltaire", "Primeurs Duval"),
            "coffee": ("Boulangerie Martin", "Café de la Gare"),
            "transit": ("Métropole Transports", "Vélib Rhône"),
            "restaurant": ("Bistrot du Port", "Chez Amélie", "Crêperie Bretonne"),
            "fuel": ("Station Garnier", "Relais A7"),
            "pharmacy": ("Pharmacie Centrale", "Parapharmacie Lys"),
            "clothing": ("Atelier Moreau", "Chaussures Perrin"),
        },
    ),
    Country(
        code="GB",
        currency="GBP",
        prices=87,
        utc_offset=0,
        share=20,
        shops={
            "groceries": ("Harvest Lane Foods", "Corner Basket", "Greenway Market"),
            "coffee": ("Copper Kettle Coffee", "The Daily Crumb"),
            "transit": ("Metro Connect", "Thameside Rail"),
            "restaurant": ("The Fox & Anchor", "Spice Garden", "Noodle Row"),
            "fuel": ("Roadside Fuels", "M4 Services"),
            "pharmacy": ("Wells Chemist", "High Street Pharmacy"),
            "clothing": ("Marlow & Sons", "Northern Thread"),
        },
    ),
    Country(
        code="US",
        currency="USD",
        prices=110,
        utc_offset=-5,
        share=14,
        shops={
            "groceries": ("Maple Street Market", "Fresh Acre", "Bayside Grocers"),
            "coffee": ("Third Rail Coffee", "Bluebird Bagels"),
            "transit": ("Citywide Transit", "Harbor Ferry"),
            "restaurant": ("Rosa's Cantina", "Smokehouse 51", "Golden Dragon"),
            "fuel": ("Route 9 Gas", "Prairie Fuel Stop"),
            "pharmacy": ("Oak Drugstore", "CareFirst Pharmacy"),
            "clothing": ("Denim & Dust", "Main St Outfitters"),
        },
    ),
    Country(
        code="SE",
        currency="SEK",
        prices=1100,
        utc_offset=1,
        share=10,
        shops={
            "groceries": ("Torghallen", "Matboden Söder"),
            "coffee": ("Fika på Hörnet", "Konditori Sjöberg"),
            "transit": ("Länstrafiken", "Skärgårdsbåtar"),
            "restaurant": ("Krogen Ankaret", "Sushi Norr"),
            "fuel": ("Mack 45", "Norrbränsle"),
            "pharmacy": ("Apotek Björken", "Hälsohörnan"),
            "clothing": ("Klädkällaren", "Skomakeriet"),
        },
    ),
)

ONLINE = {
    "marketplace": ("Bazaarly", "Parcel & Co", "Vinyl Unknown Records", "HomeNest Online"),
    "subscription": ("Streamora", "Tunewave", "CloudBox Storage", "Daily Ledger Digital"),
    "electronics": ("Voltix Electronics", "PixelPort"),
    "travel": ("Skyhopper Airlines", "RoomFinder", "Railpass Direct"),
    "exchange": ("Kestrel Crypto Exchange", "Nordic Crypto Broker"),
}

# Legitimate, but beyond the everyday: merchant, from and to in euros. Simple rules take the last two for fraud.
LARGE_PURCHASES = (
    ("Autohaus Brenner", 9000, 24000),
    ("Atelier Cuisines", 5200, 9800),
    ("Ashdown Jewellers", 5200, 8000),
    ("Solar Roof Partners", 6000, 16000),
    ("Lakeside Weddings", 5200, 9500),
    ("Northgate Business School", 5500, 12000),
    ("Offshore Marine Supplies", 10500, 18000),
    ("Kestrel Crypto Exchange", 10500, 15000),
)

UNUSUAL_MERCHANTS = (
    "CryptoVault Global",
    "Offshore Holdings Exchange",
    "BitHarbor Crypto OTC",
    "Cayman Offshore Transfer",
)
RESALE_MERCHANTS = ("Prestige Watches Online", "GoldBar Direct", "Luxe Handbag Outlet", "GiftCard Depot")
CARD_TESTING_MERCHANTS = ("QuickDonate", "App Credits Store", "Parking Express", "Charity Tap", "GameCoins Shop")
