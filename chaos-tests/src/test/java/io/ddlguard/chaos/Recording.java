package io.ddlguard.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The messages of one undisturbed deploy, and the moments at which it can be disturbed. */
final class Recording implements Tap {

    private static final Pattern LONG = Pattern.compile("execute .*(CONCURRENTLY|VALIDATE).*slowly.*");

    private final List<Sighting> sightings = new ArrayList<>();

    @Override
    public synchronized boolean before(Sighting sighting) {
        sightings.add(sighting);
        return true;
    }

    synchronized List<Sighting> sightings() {
        return List.copyOf(sightings);
    }

    /**
     * Both sides of every message at which the server does more than to answer a question. An Execute is followed by
     * its Sync, so that before the Sync is just after the Execute.
     */
    List<Moment> boundaries() {
        List<Moment> boundaries = new ArrayList<>();
        Map<String, Integer> occurrences = new HashMap<>();
        for (Sighting sighting : sightings()) {
            if (!sighting.isWork()) {
                continue;
            }
            int occurrence = occurrences.merge(sighting.label(), 1, Integer::sum);
            if (sighting.type() != FrontendMessage.SYNC) {
                boundaries.add(new Moment.Boundary(Side.BEFORE, sighting.label(), occurrence));
            }
            boundaries.add(new Moment.Boundary(Side.AFTER, sighting.label(), occurrence));
        }
        return boundaries;
    }

    /** Just after the server has got what can be made to take seconds. */
    List<Moment> longBuilds() {
        return boundaries().stream()
                .filter(moment -> moment instanceof Moment.Boundary boundary
                        && boundary.side() == Side.AFTER
                        && LONG.matcher(boundary.label()).matches())
                .toList();
    }

    int messages() {
        return sightings().size();
    }

    long millis() {
        List<Sighting> all = sightings();
        return all.get(all.size() - 1).millis() - all.get(0).millis();
    }
}
