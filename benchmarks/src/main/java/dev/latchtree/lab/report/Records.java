package dev.latchtree.lab.report;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns records into maps that {@link Json} writes, and back: a member for each component, by its
 * name. What is {@code null} is left out. A record that implements a sealed interface says which it
 * is by a member {@code kind}. Components are strings, numbers, booleans, records, such interfaces,
 * or lists of these.
 */
public final class Records {

  private static final String KIND = "kind";

  private Records() {}

  /** The record as a map. */
  public static Map<String, Object> toMap(Record value) {
    Map<String, Object> map = new LinkedHashMap<>();
    Class<?> type = value.getClass();
    if (Arrays.stream(type.getInterfaces()).anyMatch(Class::isSealed)) {
      map.put(KIND, type.getSimpleName());
    }
    for (RecordComponent component : type.getRecordComponents()) {
      Object member = member(value, component);
      if (member != null) {
        map.put(component.getName(), toJson(member));
      }
    }
    return map;
  }

  private static @Nullable Object member(Record value, RecordComponent component) {
    try {
      Method accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("an accessor failed: " + component, e);
    }
  }

  private static Object toJson(Object value) {
    if (value instanceof Record one) {
      return toMap(one);
    }
    return value instanceof List<?> list ? list.stream().map(Records::toJson).toList() : value;
  }

  /**
   * The record that a map was made of.
   *
   * @throws IllegalArgumentException if it was not made of one of this type; with the member's name
   */
  public static <T> T fromMap(Class<T> type, Map<?, ?> map) {
    return type.cast(record(type, map));
  }

  private static Object record(Class<?> type, Map<?, ?> map) {
    Class<?> found = type.isSealed() ? kindOf(type, map) : type;
    RecordComponent[] components = found.getRecordComponents();
    @Nullable Object[] members = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      Object member = map.get(components[i].getName());
      if (member != null) {
        members[i] = fromJson(components[i].getGenericType(), member, components[i].getName());
      } else if (types[i].isPrimitive() || types[i] == List.class || types[i] == String.class) {
        if (components[i].getAnnotatedType().getAnnotation(Nullable.class) == null) {
          throw new IllegalArgumentException(
              "%s has no '%s'".formatted(found.getSimpleName(), components[i].getName()));
        }
      }
    }
    return construct(found, types, members);
  }

  private static Object construct(Class<?> type, Class<?>[] types, @Nullable Object[] members) {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(members);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException("%s: %s".formatted(type.getSimpleName(), e.getCause()), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a record is needed: " + type, e);
    }
  }

  private static Class<?> kindOf(Class<?> sealed, Map<?, ?> map) {
    Object kind = map.get(KIND);
    return Arrays.stream(sealed.getPermittedSubclasses())
        .filter(one -> one.getSimpleName().equals(kind))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s has no kind '%s'".formatted(sealed.getSimpleName(), kind)));
  }

  private static Object fromJson(Type type, Object value, String name) {
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      if (value instanceof List<?> items) {
        Type element = list.getActualTypeArguments()[0];
        List<Object> read = new ArrayList<>();
        items.forEach(item -> read.add(fromJson(element, item, name)));
        return read;
      }
    } else if (type instanceof Class<?> plain) {
      Object read = plainValue(plain, value);
      if (read != null) {
        return read;
      }
    }
    throw new IllegalArgumentException("'%s' cannot be %s".formatted(name, value));
  }

  private static @Nullable Object plainValue(Class<?> type, Object value) {
    if (value instanceof Map<?, ?> map && (type.isRecord() || type.isSealed())) {
      return record(type, map);
    } else if (value instanceof Number number) {
      if (type == int.class) {
        return number.intValue();
      } else if (type == long.class) {
        return number.longValue();
      }
      return type == double.class || type == Double.class ? number.doubleValue() : null;
    } else if (type == String.class) {
      return value instanceof String ? value : null;
    }
    return type == boolean.class && value instanceof Boolean ? value : null;
  }
}
