"""The work arrays of the searches, kept from one question to the next."""

import threading

import numpy as np

from quanju.engine.roads import kernels
from quanju.engine.roads.network import RoadNetwork


class Desk(threading.local):
    """Work arrays of one thread, stamped instead of cleared, made anew for another network."""

    network: RoadNetwork | None = None

    def lay(self, network: RoadNetwork, extra: int) -> None:
        """Clear the desk for one search; `extra` items are pushed beyond nodes and arcs."""
        room = network.arc_count + network.node_count + extra * 3 + 64
        if self.network is not network:
            self.network = network
            self.distance = np.empty(network.node_count)
            self.ahead = np.empty(network.node_count)
            self.stamp = np.zeros(network.node_count, np.int64)
            self.settled = np.empty(network.node_count, np.int64)
            self.by_arc = np.empty(network.node_count, np.int64)
            self.goal = np.full(network.node_count, np.inf)
            self.chain = np.full(network.node_count, kernels.NONE)
            self.tails = network.tail[network.back_arc]
            self.mark = 0
            self.room = 0
        if self.room < room:
            self.keys, self.items, self.room = np.empty(room), np.empty(room, np.int64), room
        self.mark += 1


desk = Desk()
