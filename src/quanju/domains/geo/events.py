"""Names of the map's entries."""

from quanju.domains.journal.types import Audience, Event, Matter, heard
from quanju.domains.kernel.types import Text

# The map is everybody's who holds a post.
heard("geo", Audience(everybody=True))

MAP_LOADED = Event("geo.map_loaded", Text("装入地图", "map loaded"), "config_change")
AREAS_LOADED = Event("geo.areas_loaded", Text("装入辖区", "areas loaded"), "config_change")
PLACES_LOADED = Event("geo.places_loaded", Text("装入地名", "places loaded"), "config_change")
ROAD_CLOSED = Event("geo.road_closed", Text("封路", "road closed"))
ROAD_SLOWED = Event("geo.road_slowed", Text("缓行", "road slowed"))
ROAD_REOPENED = Event("geo.road_reopened", Text("恢复通行", "road reopened"))
CIRCUMSTANCE_SET = Event("geo.circumstance_set", Text("启用路况", "circumstance set"))
CIRCUMSTANCE_ENDED = Event("geo.circumstance_ended", Text("解除路况", "circumstance ended"))
PLACE_NOTE_SET = Event("geo.place_note_set", Text("地点提示生效", "place note in force"))
PLACE_NOTE_ENDED = Event("geo.place_note_ended", Text("地点提示结束", "place note ended"))

Matter("place_note", Text("地点提示", "place note"))
