"""The names of masks: a kind word and a bird. They stay as they are in every language, like any name."""

from __future__ import annotations

import random

ADJECTIVES = (
    "Amber Ample Attentive Autumn Balanced Bright Brisk Calm Candid Careful Cheerful Clear Coastal Constant Copper "
    "Curious Dappled Dawn Dusky Early Earnest Easy Even Evening Faithful Feathered Fern Fond Frank Gentle Glad Golden "
    "Graceful Grateful Harbour Hazel Hearty Honest Hopeful Humble Ivory June Keen Kind Late Lantern Light Listening "
    "Lively Maple Meadow Mellow Merry Mild Misty Moorland Morning Mossy Neat Northern Open Orchard Patient Pebble "
    "Plain Quiet Ready River Rosy Rowan Russet Sandy Sedge Silver Simple Sincere Slow Soft Southern Spring Steady "
    "Still Summer Sunlit Tender Thoughtful Tidal True Upland Velvet Warm Watchful Western Willow Winter Wise Woodland"
).split()

BIRDS = (
    "Accentor Avocet Bittern Blackbird Blackcap Bluetail Bluethroat Brambling Bullfinch Bunting Chaffinch Chiffchaff "
    "Coot Corncrake Crake Crane Creeper Crossbill Curlew Dabchick Dipper Dotterel Dove Dunlin Dunnock Eider Fieldfare "
    "Finch Firecrest Flycatcher Gadwall Gannet Garganey Godwit Goldcrest Goldeneye Goldfinch Goosander Goshawk Grebe "
    "Greenfinch Greenshank Grosbeak Guillemot Harrier Hawfinch Heron Hobby Hoopoe Ibis Jackdaw Jay Kestrel Kingfisher "
    "Kite Knot Lapwing Lark Linnet Mallard Martin Merlin Moorhen Nightingale Nightjar Nuthatch Oriole Osprey Ouzel Owl "
    "Partridge Pelican Petrel Pigeon Pintail Pipit Plover Pochard Puffin Quail Raven Redpoll Redshank Redstart Redwing "
    "Robin Roller Rook Sanderling Sandpiper Scoter Serin Shelduck Shoveler Shrike Siskin Skylark Smew Snipe Sparrow "
    "Spoonbill Starling Stilt Stint Stonechat Stork Swallow Swan Swift Teal Tern Thrush Tit Treecreeper Turnstone "
    "Twite Wagtail Warbler Waxwing Wheatear Whimbrel Whinchat Whitethroat Wigeon Woodlark Woodpecker Wren Wryneck"
).split()

LARGEST_NUMBER = 9_999  # for topics that have used up most plain names

_random = random.SystemRandom()


def at_random(*, numbered: bool = False) -> str:
    """A name, each as likely as any other; `numbered` puts a number behind it."""
    name = f"{_random.choice(ADJECTIVES)} {_random.choice(BIRDS)}"
    return f"{name} {_random.randint(2, LARGEST_NUMBER)}" if numbered else name
